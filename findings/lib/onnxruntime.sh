# Sourced by the findings about ONNX Runtime on the JVM: gets the pinned packages into a temporary
# folder and runs the Java program that comes on standard input beside lib/OneOperator.java.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for artifact in \
  com.microsoft.onnxruntime:onnxruntime:1.24.1 \
  org.tribuo:tribuo-util-onnx:4.3.2 \
  com.google.protobuf:protobuf-java:3.25.6; do
  mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact="$artifact" -DoutputDirectory="$work/lib"
done

cat >"$work/Finding.java"
javac -cp "$work/lib/*" -d "$work/classes" "$here/OneOperator.java" "$work/Finding.java"
java -Djava.io.tmpdir="$work" -cp "$work/classes:$work/lib/*" Finding
