package dev.vinyl.samples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page in Chromium without a window, as Debian packages it; skipped where there is none. */
@Timeout(120)
class PageTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static final long LONGEST_WAIT_NANOS = 30_000_000_000L;

  @TempDir static Path models;
  private static Path model;

  @TempDir Path folder;
  private TestServer server;
  private ChromeDriver browser;

  @BeforeAll
  static void writeModel() throws Exception {
    model = models.resolve("model.onnx");
    TestServer.writeModel(model);
  }

  @BeforeEach
  void open() throws Exception {
    assumeThat(List.of(CHROMIUM, DRIVER))
        .as("Chromium and its driver: apt-get install chromium chromium-driver")
        .allMatch(Files::isExecutable);
    server = TestServer.start(model);
    browser = startBrowser(folder.resolve("profile"));
    browser.get(server.uri("/").toString());
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void showsTheImageItsOverlayAndSharesThatAddUp() throws Exception {
    choose("disc.png", TestServer.image(300, 200));
    awaitText("status", "Done: pet");

    for (String image : List.of("image", "overlay")) {
      await(image + " is drawn", () -> naturalWidth(image) > 0);
    }
    assertThat(naturalWidth("image")).isEqualTo(300);
    List<WebElement> shares = browser.findElements(By.cssSelector("#classes .percent"));
    assertThat(shares).hasSize(2);
    double sum =
        shares.stream().mapToDouble(e -> Double.parseDouble(e.getText().replace(" %", ""))).sum();
    assertThat(sum).isCloseTo(100, within(0.11)); // two numbers of one decimal
    assertThat(byId("size").getText()).isEqualTo("300 × 200 pixels");
    assertThat(byId("time").getText()).matches("[0-9.]+ ms");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithABadFileAndThenTakesAGoodOne() throws Exception {
    choose("notes.png", new byte[] {1, 2, 3});
    awaitText("error", "notes.png: the image: is no JPEG");
    assertThat(byId("answer").isDisplayed()).isFalse();

    choose("disc.png", TestServer.image(300, 200));
    awaitText("status", "Done: pet");
    assertThat(byId("error").isDisplayed()).isFalse();
  }

  @Test
  void doesNotSendAFileThatIsTooLarge() throws Exception {
    awaitText("limit", "up to 1 MB");

    choose("large.png", new byte[TestServer.MAX_BYTES + 1]);

    awaitText("error", "large.png is larger than 1 MB");
    assertThat(complaints()).isEmpty(); // a request that failed would be one
  }

  @Test
  void canBeReachedByTheKeyboard() {
    browser.switchTo().activeElement().sendKeys(Keys.TAB);

    WebElement focused = browser.switchTo().activeElement();
    assertThat(focused.getDomAttribute("id")).isEqualTo("file");
    assertThat(focused.getAccessibleName()).startsWith("Choose an image");
  }

  private static ChromeDriver startBrowser(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService driver =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    return new ChromeDriver(driver, options);
  }

  private void choose(String name, byte[] bytes) throws Exception {
    File file = Files.write(folder.resolve(name), bytes).toFile();
    byId("file").sendKeys(file.getAbsolutePath());
  }

  private WebElement byId(String id) {
    return browser.findElement(By.id(id));
  }

  private long naturalWidth(String image) {
    Object width = browser.executeScript("return arguments[0].naturalWidth", byId(image));
    return width instanceof Long pixels ? pixels : 0;
  }

  /** Warnings and errors of the browser's console. */
  private List<String> complaints() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(Object::toString)
        .toList();
  }

  private void awaitText(String id, String start) throws InterruptedException {
    await(id + " says '" + start + "'", () -> byId(id).getText().contains(start));
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as(what).isLessThan(LONGEST_WAIT_NANOS);
      Thread.sleep(50);
    }
  }
}
