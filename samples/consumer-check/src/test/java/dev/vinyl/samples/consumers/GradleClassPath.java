package dev.vinyl.samples.consumers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.gradle.api.Project;
import org.gradle.api.artifacts.Dependency;
import org.gradle.testfixtures.ProjectBuilder;

/**
 * Writes what Gradle puts on the class path of a project with the plugin java-library. Runs in a
 * JVM of its own, with Gradle alone.
 */
final class GradleClassPath {
  private GradleClassPath() {}

  /**
   * Arguments: a folder, URLs of repositories, and one dependency for each project, such as
   * group:name:1.0, whose class path goes to name.classpath in the folder.
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<String> rest = List.of(args).subList(1, args.length);
    for (String coordinates : rest) {
      if (coordinates.startsWith("file:")) {
        continue;
      }
      Project project =
          ProjectBuilder.builder()
              .withProjectDir(Files.createTempDirectory(folder, "project").toFile())
              .withGradleUserHomeDir(folder.resolve("home").toFile())
              .build();
      project.getPlugins().apply("java-library");
      rest.stream()
          .filter(url -> url.startsWith("file:"))
          .forEach(url -> project.getRepositories().maven(repository -> repository.setUrl(url)));
      project.getRepositories().mavenCentral();
      Dependency dependency = project.getDependencies().add("implementation", coordinates);
      String classPath =
          project.getConfigurations().getByName("runtimeClasspath").resolve().stream()
              .map(File::toString)
              .collect(Collectors.joining(File.pathSeparator));
      Files.writeString(folder.resolve(dependency.getName() + ".classpath"), classPath);
    }
    System.exit(0); // Gradle leaves threads behind
  }
}
