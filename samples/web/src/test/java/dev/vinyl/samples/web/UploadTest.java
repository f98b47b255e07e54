package dev.vinyl.samples.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send badly: slowly, or something that is no form. */
@Timeout(30)
class UploadTest {
  /** One that waits, one that is segmented, and 16 that arrive. */
  private static final int MOST_UPLOADS = 18;

  private static final int LONGEST_WAIT_MILLIS = 10_000;

  private static final String TO_SEGMENT = "POST /api/segment HTTP/1.1\nHost: localhost\n";
  private static final String FORM =
      TO_SEGMENT + "Connection: close\nContent-Type: multipart/form-data; boundary=xyz\n";
  private static final String PART =
      "--xyz\nContent-Disposition: form-data; name=a; filename=a.png\n\nabc\n";

  private final HttpClient client = HttpClient.newHttpClient();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream standardError = System.err;

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
  void keepLog() {
    server = shared;
    System.setErr(new PrintStream(log, true, ISO_8859_1));
  }

  @AfterEach
  void closeOwn() {
    System.setErr(standardError);
    if (server != shared) {
      server.close();
    }
  }

  @Test
  void answersTheRestWhileFortyUploadsStall() throws Exception {
    server = TestServer.start(model);
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        stalled.add(send(TO_SEGMENT + "Content-Length: 1000\n\nab"));
      }
      String refused = "vinyl_refused_total " + (40.0 - MOST_UPLOADS);
      while (!get("/metrics").body().contains(refused)) {
        Thread.onSpinWait();
      }

      assertThat(get("/health").statusCode()).isEqualTo(200);
      assertThat(get("/").statusCode()).isEqualTo(200);
      HttpResponse<String> response = postImage();
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).contains("1");
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
    while (postImage().statusCode() != 200) { // the places are given back
      Thread.onSpinWait();
    }
    assertThat(log.toString(ISO_8859_1)).isEmpty();
  }

  @Test
  void endsAnUploadThatStalls() throws Exception {
    server = TestServer.start(model, new Pace(Duration.ofMillis(50), Duration.ofMinutes(1), 1));

    assertError(TO_SEGMENT + "Content-Length: 1000\n\nab", 408, "the image arrives too slowly");
  }

  @Test
  void endsAnUploadThatDrips() throws Exception {
    server = TestServer.start(model, new Pace(Duration.ofMinutes(1), Duration.ofMillis(50), 1));
    // whole after a second at the earliest: a byte for each millisecond
    try (Socket socket = send(FORM + "Content-Length: 1000\n\n")) {
      socket.setSoTimeout(1);
      do {
        drip(socket);
      } while (!isAnswered(socket));
      socket.setSoTimeout(LONGEST_WAIT_MILLIS);
      String rest = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
      assertThat(rest).isEqualTo("TTP/1.1 408 ");
    }
  }

  private static void drip(Socket socket) {
    try {
      socket.getOutputStream().write('-');
    } catch (IOException e) { // it has answered, and closed the connection
      assertThat(e).isInstanceOf(SocketException.class);
    }
  }

  private static boolean isAnswered(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == 'H';
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** A pause of 10 s, then 100 bytes for each second; 60 s at most. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    "10000, 0, true",
    "11000, 100, true",
    "11000, 99, false",
    "60000, 5000, true",
    "60000, 4999, false",
    "60001, 1000000, false"
  })
  void allowsAPace(long millis, long bytes, boolean allowed) {
    Pace pace = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(60), 100);

    assertThat(pace.allows(Duration.ofMillis(millis), bytes)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=abc",
        "multipart/form-data; boundary=\"xyz",
        "multipart/form-data, boundary=xy"
      })
  void answersAnotherBoundaryWith400(String type) throws Exception {
    String form = PART + "--xyz--\n";

    assertError(
        withLength(FORM.replaceFirst("multipart.*", type), form), 400, "the form is malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "--xyz",
        "--xyz\nContent-Disp",
        "--xyz\nContent-Disposition: form-data; name=a; filename=a.png\n\nabc",
        "--xyz\nContent-Disposition: form-data; name=a; filename=a.png\n\nabc\n--xyz",
        "--xyz\nContent-Disposition: form-data; filename=a.png\n\nabc\n--xyz--\n",
        "--xyz\nContent-Disposition: attachment; name=a; filename=a.png\n\nabc\n--xyz--\n",
        "--xyz\nContent-Type: image/png\n\nabc\n--xyz--\n",
        "--xyz\n\nabc\n--xyz--\n",
        "--xyz\n: \n\nabc\n--xyz--\n",
      })
  void answersABrokenFormWith400(String form) throws Exception {
    assertError(withLength(FORM, form), 400, "the form ");
  }

  @Test
  void answersABodyThatIsCutOffWith400() throws Exception {
    String length = "Connection: close\nContent-Length: 1000\n\n";

    assertError(TO_SEGMENT + length + "abc", 400, "the image is cut off");
    assertError(FORM + length + PART, 400, "the form is cut off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\nabc\n", "3\nabcd\n", "-1\nabc\n", "ffffffffffff\nabc", "3\nabc\n"})
  void answersABadChunkWith400(String chunk) throws Exception {
    String chunked = "Connection: close\nTransfer-Encoding: chunked\n\n3\n--x\n" + chunk;

    assertError(TO_SEGMENT + chunked, 400, "the image is cut off or malformed");
    assertError(FORM + chunked, 400, "the form is cut off or malformed");
  }

  @Test
  void saysThatAFormHasTooManyParts() throws Exception {
    String form = PART.repeat(3000) + "--xyz--\n";

    assertError(withLength(FORM, form), 400, "the form has more than 1000 parts");
  }

  @Test
  void saysThatAFormIsTooLargeWhereItsFileIsNot() throws Exception {
    int mostBytes = 1_114_112; // 1 MiB and 64 KiB
    String form = PART + "--xyz\nContent-Disposition: form-data; name=b\n\n";
    String fill = "a".repeat(mostBytes + 1 - form.replace("\n", "\r\n").length());

    assertError(withLength(FORM, form + fill), 413, "the form has more than 1114112 bytes");
  }

  @Test
  void takesAFormWhoseTypeIsInCapitals() throws Exception {
    String request = withLength(FORM.replace("multipart", "Multipart"), PART + "--xyz--\n");

    assertError(request, 422, "the image: is no JPEG"); // abc
  }

  private static String withLength(String head, String body) {
    return head + "Content-Length: " + body.replace("\n", "\r\n").length() + "\n\n" + body;
  }

  /** Sends what ends there, and expects an error in JSON and nothing in the log. */
  private void assertError(String request, int status, String start) throws IOException {
    String answer;
    try (Socket socket = send(request)) {
      if (status != 408) {
        socket.shutdownOutput();
      }
      answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
    assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/json");
    JsonNode json = new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    assertThat(json.get("error").asText()).startsWith(start).doesNotContain("\n");
    assertThat(log.toString(ISO_8859_1)).isEmpty();
  }

  /** Lines end as HTTP wants it. */
  private Socket send(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort());
    socket.setSoTimeout(LONGEST_WAIT_MILLIS);
    socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(ISO_8859_1));
    return socket;
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri(path)).timeout(Duration.ofSeconds(5)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> postImage() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("/api/segment"))
            .POST(BodyPublishers.ofByteArray(TestServer.image(64, 48)))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
