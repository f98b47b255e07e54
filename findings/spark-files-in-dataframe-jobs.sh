#!/usr/bin/env bash
# Spark 4.2.0: a file from SparkContext.addFile reaches the executors of an RDD's job, but not those
# of a DataFrame's.
#
# One would guess that an added file is there for every task, as the documentation of addFile says.
# In a cluster the tasks of a DataFrame's job do not fetch it: SparkFiles.get names a path where
# nothing lies, unless a job of an RDD has brought the file to that executor before. In local[n] all
# see the driver's folder, so that tests there do not show it.
#
# Seen (local-cluster[1,1,1024], whether the file is there):
#   seen: DataFrame false, then RDD true, then DataFrame true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.spark</groupId>
      <artifactId>spark-sql_2.13</artifactId>
      <version>4.2.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath -Dmdep.outputFile=class-path.txt
cat >Finding.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

class Finding {
  public static void main(String[] args) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[1,1,1024]")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "OFF")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .getOrCreate();
    String seen = seen(spark);
    System.out.println("seen: " + seen);
    spark.stop();
    System.exit(seen.equals("DataFrame false, then RDD true, then DataFrame true") ? 0 : 1);
  }

  private static String seen(SparkSession spark) throws Exception {
    Path file = Files.createTempFile(Path.of("").toAbsolutePath(), "added", ".txt");
    spark.sparkContext().addFile(file.toUri().toString());
    String name = file.getFileName().toString();
    String first = "DataFrame " + byDataFrame(spark, name);
    String then = "then RDD " + exists(spark, name).collect().get(0);
    return first + ", " + then + ", then DataFrame " + byDataFrame(spark, name);
  }

  private static String byDataFrame(SparkSession spark, String name) {
    return spark
        .createDataFrame(exists(spark, name).map(RowFactory::create), new StructType().add("there", "string"))
        .collectAsList()
        .get(0)
        .getString(0);
  }

  private static JavaRDD<String> exists(SparkSession spark, String name) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(1), 1)
        .map(i -> String.valueOf(Files.exists(Path.of(SparkFiles.get(name)))));
  }
}
JAVA
mkdir -p home/jars
javac -cp "$(cat class-path.txt)" Finding.java
opens=()
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
  java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
export SPARK_SCALA_VERSION=2.13 SPARK_HOME=$folder/home SPARK_LOCAL_IP=127.0.0.1
java "${opens[@]}" -cp "$(cat class-path.txt):$folder" Finding 2>errors.txt >output.txt || {
  cat output.txt errors.txt
  exit 1
}
grep '^seen' output.txt
