package dev.vinyl.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The module order and the package rules of ARCHITECTURE.md, over all modules that ship. */
@AnalyzeClasses(packages = "dev.vinyl", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  /** The one place where interoperability is the point. */
  private static final String IMAGES_OF_OPENCV =
      "dev.vinyl.runtime.image.ImageSource.of(org.bytedeco.opencv.opencv_core.Mat)";

  @ArchTest
  static final ArchRule modulesImportOnlyFromModulesAboveThem =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("native-config")
          .definedBy("dev.vinyl.nativeconfig..")
          .layer("runtime")
          .definedBy("dev.vinyl.runtime..")
          .layer("data")
          .definedBy("dev.vinyl.data..")
          .layer("export")
          .definedBy("dev.vinyl.export..")
          .layer("evaluation")
          .definedBy("dev.vinyl.evaluation..")
          .layer("training")
          .definedBy("dev.vinyl.training..")
          .layer("study")
          .definedBy("dev.vinyl.study..")
          .layer("cli")
          .definedBy("dev.vinyl.cli..")
          .whereLayer("native-config")
          .mayNotAccessAnyLayer()
          .whereLayer("runtime")
          .mayOnlyAccessLayers("native-config")
          .whereLayer("data")
          .mayOnlyAccessLayers("native-config", "runtime")
          .whereLayer("export")
          .mayOnlyAccessLayers("native-config", "runtime")
          .whereLayer("evaluation")
          .mayOnlyAccessLayers("native-config", "runtime", "data")
          .whereLayer("training")
          .mayOnlyAccessLayers("native-config", "runtime", "data", "export", "evaluation")
          .whereLayer("study")
          .mayOnlyAccessLayers(
              "native-config", "runtime", "data", "export", "evaluation", "training")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.vinyl.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule embeddersNeverMeetNativeOrProtobufTypes =
      classes()
          .that()
          .resideInAnyPackage("dev.vinyl.runtime..", "dev.vinyl.data..", "dev.vinyl.evaluation..")
          .and()
          .arePublic()
          .should(
              showOnlyTypesOutside(
                  "ai.onnxruntime..", "org.bytedeco..", "ai.onnx..", "com.google.protobuf.."));

  /**
   * Packages named {@code internal} may change at any time. Vinyl's own modules share those of
   * native-config and runtime; of the other modules' the rules below say who else uses them.
   */
  @ArchTest
  static final ArchRule embeddersNeverMeetInternalTypes =
      classes()
          .that()
          .resideInAnyPackage(
              "dev.vinyl.nativeconfig..", "dev.vinyl.runtime..", "dev.vinyl.evaluation..")
          .and()
          .resideOutsideOfPackage("dev.vinyl..internal..")
          .and()
          .arePublic()
          .should(showOnlyTypesOutside("dev.vinyl..internal.."));

  /**
   * Arrow files, the parallel map and the image cache are Vinyl's machinery and no use to a data
   * set; evaluation keeps features and works on images with them, training decodes images once,
   * study writes its cells.
   */
  @ArchTest
  static final ArchRule internalPackagesOfDataAreForEvaluationAndTrainingToo =
      staysInside("data", "evaluation", "training", "study");

  /** An engine of training starts from what export writes for it. */
  @ArchTest
  static final ArchRule internalPackagesOfExportAreForTrainingToo =
      staysInside("export", "training");

  /**
   * Logs of training, reports and what commands print are JSON by the same rules, the sheets of
   * images that training and the demo leave are laid out by the same class, and a study's pages and
   * statistics are those of an evaluation.
   */
  @ArchTest
  static final ArchRule internalPackagesOfEvaluationAreForThoseAboveIt =
      staysInside("evaluation", "training", "study", "cli");

  @ArchTest static final ArchRule internalPackagesOfTrainingAreItsOwn = staysInside("training");

  @ArchTest static final ArchRule internalPackagesOfStudyAreItsOwn = staysInside("study");

  private static ArchRule staysInside(String module, String... guests) {
    String[] allowed =
        Stream.concat(Stream.of(module), Stream.of(guests))
            .map(name -> "dev.vinyl." + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideOutsideOfPackages(allowed)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.vinyl." + module + "..internal..");
  }

  @ArchTest
  static final ArchRule runtimeIsSmall =
      noClasses()
          .that()
          .resideInAPackage("dev.vinyl.runtime..")
          .and()
          .resideOutsideOfPackage("dev.vinyl.runtime.arrow..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.onnx.proto..", "com.google.protobuf..", "org.apache.arrow..", "com.fasterxml..");

  @ArchTest
  static final ArchRule onlyTheEngineKnowsTheTrainingApi =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.vinyl.training.internal.engine..", "dev.vinyl.nativeconfig..")
          .should()
          .dependOnClassesThat()
          .haveSimpleNameStartingWith("OrtTrainingSession");

  @ArchTest
  static final ArchRule librariesDoNotPrint =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.vinyl.cli..")
          .should(ACCESS_STANDARD_STREAMS)
          .orShould()
          .callMethod(Throwable.class, "printStackTrace");

  @ArchTest
  static final ArchRule onlyTheCommandChoosesBackends =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.vinyl.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ch.qos.logback..", "picocli..", "me.tongfei..");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .should(
              new ArchCondition<>("reside in a package marked @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                  events.add(
                      new SimpleConditionEvent(
                          type, marked, type.getPackageName() + " of " + type.getName()));
                }
              });

  /** Superclasses, fields, parameters, results and exceptions, with their type arguments. */
  private static ArchCondition<JavaClass> showOnlyTypesOutside(String... packages) {
    DescribedPredicate<JavaClass> hidden = resideInAnyPackage(packages);
    return new ArchCondition<>("show no type of " + String.join(", ", packages)) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getAllRawSuperclasses().stream()
            .filter(hidden)
            .forEach(shown -> report(type.getName(), shown, events));
        type.getMembers().stream()
            .filter(ArchitectureTest::isPartOfTheFace)
            .filter(member -> !member.getFullName().equals(IMAGES_OF_OPENCV))
            .forEach(
                member ->
                    member.getAllInvolvedRawTypes().stream()
                        .filter(hidden)
                        .forEach(shown -> report(member.getFullName(), shown, events)));
      }

      private void report(String where, JavaClass shown, ConditionEvents events) {
        events.add(SimpleConditionEvent.violated(shown, where + " shows " + shown.getName()));
      }
    };
  }

  private static boolean isPartOfTheFace(JavaMember member) {
    return member.getModifiers().contains(PUBLIC) || member.getModifiers().contains(PROTECTED);
  }
}
