package dev.vinyl.samples.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ImageSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SegmentServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @TempDir static Path models;
  private static Path model;
  private static TestServer shared;

  private TestServer server;

  @BeforeAll
  static void startShared() throws Exception {
    model = models.resolve("model.onnx");
    TestServer.writeModel(model);
    shared = TestServer.start(model);
  }

  @AfterAll
  static void closeShared() {
    shared.close();
  }

  @BeforeEach
  void useShared() {
    server = shared;
  }

  @AfterEach
  void closeOwn() {
    if (server != shared) {
      server.close();
    }
  }

  @Test
  void answersWithWhatTheSegmenterSays() throws Exception {
    byte[] image = TestServer.image(64, 48);
    Segmentation direct = server.segmenter().segment(ImageSource.of(image));

    HttpResponse<String> response = post("/api/segment", image);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode answer = json.readTree(response.body());
    assertThat(answer.get("width").asInt()).isEqualTo(64);
    assertThat(answer.get("height").asInt()).isEqualTo(48);
    assertThat(answer.get("milliseconds").asDouble()).isPositive();
    assertThat(answer.get("confidence").asDouble()).isCloseTo(direct.confidence(), within(1e-9));
    assertThat(answer.has("overlay")).isFalse();
    JsonNode pet = answer.get("classes").get(0);
    JsonNode background = answer.get("classes").get(1);
    assertThat(pet.get("name").asText()).isEqualTo("pet");
    assertThat(pet.get("color").asText()).isEqualTo("#e69f00");
    assertThat(pet.get("fraction").asDouble()).isEqualTo(direct.fraction("pet"));
    assertThat(background.get("fraction").asDouble()).isEqualTo(direct.fraction("background"));
  }

  @Test
  void listsARegionWithItsBoxAndPixels() throws Exception {
    byte[] image = TestServer.image(64, 48);
    Segmentation direct = server.segmenter().segment(ImageSource.of(image));
    String most = direct.fraction("pet") > 0.5 ? "pet" : "background";
    int index = direct.classNames().indexOf(most);

    JsonNode answer = json.readTree(post("/api/segment", image).body());

    JsonNode regions = answer.get("classes").get(index).get("regions");
    assertThat(regions).isNotEmpty();
    long counted = 0;
    for (JsonNode region : regions) {
      assertThat(region.get("x").asInt() + region.get("width").asInt()).isBetween(1, 64);
      assertThat(region.get("y").asInt() + region.get("height").asInt()).isBetween(1, 48);
      counted += region.get("pixels").asLong();
    }
    double specks = 64 * 48 * direct.fraction(most) - counted;
    assertThat(specks).isBetween(0.0, 64 * 48 * 0.05);
  }

  @Test
  void drawsTheOverlayWhenAsked() throws Exception {
    HttpResponse<String> response = post("/api/segment?overlay=true", TestServer.image(1000, 500));

    String overlay = json.readTree(response.body()).get("overlay").asText();
    assertThat(overlay).startsWith("data:image/jpeg;base64,");
    byte[] jpeg = Base64.getDecoder().decode(overlay.substring(overlay.indexOf(',') + 1));
    BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(drawn.getWidth()).isEqualTo(1000);
    assertThat(drawn.getHeight()).isEqualTo(500);
  }

  @Test
  void takesTheFileOfAForm() throws Exception {
    byte[] image = TestServer.image(64, 48);

    HttpResponse<String> response = postForm(image);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json.readTree(response.body()).get("classes"))
        .isEqualTo(json.readTree(post("/api/segment", image).body()).get("classes"));
  }

  @Test
  void answersAnEmptyBodyWith400() throws Exception {
    assertError(post("/api/segment", new byte[0]), 400, "the request holds no image");
  }

  @Test
  void answersAFormWithoutFileWith400() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("/api/segment"))
            .header("Content-Type", "multipart/form-data; boundary=xyz")
            .POST(BodyPublishers.ofString("--xyz--\r\n"))
            .build();

    assertError(client.send(request, BodyHandlers.ofString()), 400, "the form holds no file");
  }

  @Test
  void answersWhatIsNoImageWith422() throws Exception {
    byte[] text = "hello, world".getBytes(UTF_8);

    assertError(
        post("/api/segment", text), 422, "the image: is no JPEG, PNG, WebP, BMP, GIF or TIFF");
  }

  @Test
  void answersAImageThatIsCutOffWith422() throws Exception {
    byte[] half = TestServer.image(64, 48);

    assertError(
        post("/api/segment", Arrays.copyOf(half, half.length / 2)),
        422,
        "the image: is cut off: the PNG ends early");
  }

  @Test
  void answersTooManyPixelsWith422() throws Exception {
    assertError(
        post("/api/segment", TestServer.image(1001, 1000)),
        422,
        "the image: has 1001 x 1000 pixels, more than the limit of 1000000");
  }

  @Test
  void answersTooManyBytesWith413() throws Exception {
    byte[] large = new byte[TestServer.MAX_BYTES + 1];

    assertError(post("/api/segment", large), 413, "the image has more than 1048576 bytes");
  }

  @Test
  void answersAFormWithTooManyBytesWith413() throws Exception {
    byte[] large = new byte[TestServer.MAX_BYTES + 1];

    assertError(postForm(large), 413, "the image has more than 1048576 bytes");
  }

  @Test
  void answersWith503AndWhenToComeBackWhileTooManyWait() throws Exception {
    server = TestServer.start(model);
    BlockedStream runs = new BlockedStream();
    BlockedStream waits = new BlockedStream();
    CompletableFuture<Segmentation> running = segmentAsync(runs);
    runs.awaitReader();
    CompletableFuture<Segmentation> waiting = segmentAsync(waits);
    byte[] image = TestServer.image(64, 48);
    try {
      HttpResponse<String> response = post("/api/segment", image);

      assertError(response, 503, "too many images wait");
      assertThat(response.headers().firstValue("Retry-After")).contains("1");
      assertThat(metrics()).contains("vinyl_refused_total 1.0");
      assertThat(running).isNotDone();
      assertThat(waiting).isNotDone();
    } finally {
      runs.release();
      waits.release();
    }
  }

  @Test
  void finishesWhatIsUnderWayBeforeItStops() throws Exception {
    server = TestServer.start(model);
    BlockedStream first = new BlockedStream();
    CompletableFuture<Segmentation> running = segmentAsync(first);
    first.awaitReader();
    try {
      CompletableFuture<HttpResponse<String>> underWay =
          client.sendAsync(
              request("/api/segment", TestServer.image(64, 48)), BodyHandlers.ofString());
      awaitRequestInSegmenter();

      HttpRequest health = HttpRequest.newBuilder(server.uri("/health")).build();
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop);
      awaitNoNewConnections(health);
      assertThat(running).isNotDone();
      assertThat(stopped).isNotDone();
      first.release();

      assertThat(underWay.get().statusCode()).isEqualTo(200);
      stopped.get();
    } finally {
      first.release();
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, /nothing, 404", "POST, /, 405", "GET, /api/segment, 405"})
  void answersWrongAddressesAndMethodsInJson(String method, String path, int status)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri(path)).method(method, BodyPublishers.noBody()).build();

    assertError(client.send(request, BodyHandlers.ofString()), status, "");
  }

  @Test
  void hidesTheReasonOfAnErrorOfItsOwn() throws Exception {
    server = TestServer.start(model);
    server.segmenter().close();

    HttpResponse<String> response = post("/api/segment", TestServer.image(64, 48));

    assertError(response, 500, "the server failed; its log says why");
    assertThat(response.body()).doesNotContain("Exception", "closed");
  }

  @Test
  void countsRequestsByStatusAndTimesImages() throws Exception {
    server = TestServer.start(model);
    post("/api/segment", TestServer.image(64, 48));
    post("/api/segment", TestServer.image(64, 48));
    post("/api/segment", new byte[0]);

    assertThat(metrics())
        .contains(
            "vinyl_requests_total{status=\"200\"} 2.0",
            "vinyl_requests_total{status=\"400\"} 1.0",
            "vinyl_segment_seconds_count 2",
            "vinyl_segment_seconds_bucket{le=\"+Inf\"} 2",
            "vinyl_refused_total 0.0",
            "jvm_memory_used_bytes{area=\"heap\"}");
  }

  @Test
  void saysThatItIsUpAndWhatItTakes() throws Exception {
    assertThat(json.readTree(get("/health").body()).get("status").asText()).isEqualTo("up");
    JsonNode model = json.readTree(get("/api/model").body());
    assertThat(model.get("maxBytes").asInt()).isEqualTo(1 << 20);
    assertThat(model.get("classes").findValuesAsText("name")).containsExactly("pet", "background");
  }

  @Test
  void letsThePageTalkToNobodyElse() throws Exception {
    HttpResponse<String> page = get("/");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "connect-src 'self'");
    assertThat(page.body().replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://");
  }

  private CompletableFuture<Segmentation> segmentAsync(BlockedStream stream) {
    return server.segmenter().segmentAsync(ImageSource.of(stream));
  }

  private void assertError(HttpResponse<String> response, int status, String start)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    String error = json.readTree(response.body()).get("error").asText();
    assertThat(error).isNotBlank().startsWith(start).doesNotContain("\n");
  }

  private HttpResponse<String> post(String path, byte[] body) throws Exception {
    return client.send(request(path, body), BodyHandlers.ofString());
  }

  private HttpRequest request(String path, byte[] body) {
    BodyPublisher publisher = BodyPublishers.ofByteArray(body);
    return HttpRequest.newBuilder(server.uri(path)).POST(publisher).build();
  }

  private HttpResponse<String> postForm(byte[] file) throws Exception {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        String.join(
                "\r\n",
                "--xyz",
                "Content-Disposition: form-data; name=\"image\"; filename=\"a.png\"",
                "Content-Type: image/png",
                "",
                "")
            .getBytes(ISO_8859_1));
    form.writeBytes(file);
    form.writeBytes("\r\n--xyz--\r\n".getBytes(ISO_8859_1));
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("/api/segment"))
            .header("Content-Type", "multipart/form-data; boundary=xyz")
            .POST(BodyPublishers.ofByteArray(form.toByteArray()))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(server.uri(path)).build(), BodyHandlers.ofString());
  }

  private String metrics() throws Exception {
    return get("/metrics").body();
  }

  /** Until a thread of the server waits for the segmenter's answer. */
  private static void awaitRequestInSegmenter() throws InterruptedException {
    while (Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .noneMatch(SegmentServerTest::isSegmenting)) {
      Thread.sleep(10);
    }
  }

  private static boolean isSegmenting(StackTraceElement frame) {
    return frame.getClassName().equals(Segmenter.class.getName())
        && frame.getMethodName().equals("await");
  }

  /** The request was made beforehand: a server that stops has no address any more. */
  private static void awaitNoNewConnections(HttpRequest health) {
    HttpClient other = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    assertThatThrownBy(
            () -> {
              while (true) {
                other.send(health, BodyHandlers.discarding());
                Thread.sleep(10);
              }
            })
        .isInstanceOf(ConnectException.class);
  }
}
