package dev.vinyl.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.rdd.RDD;
import org.jspecify.annotations.Nullable;
import scala.Function2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** A Spark job of which the driver gets each part's answer as soon as it is there. */
final class PartitionedJob {
  /** Takes an answer, in the thread that runs the job. */
  interface Taker<A> {
    /**
     * Takes the answer of a part.
     *
     * @throws IOException to end the job
     */
    void take(A answer) throws IOException;
  }

  /** What the scheduler tells this thread. */
  private record News<A>(@Nullable A answer, @Nullable Throwable failure, boolean end) {}

  private PartitionedJob() {}

  /**
   * Runs a task for each part, and waits for all.
   *
   * @param description that Spark's pages show
   * @throws IOException one line about what failed, or what the taker threw; tasks that still run
   *     are cancelled then
   */
  static <P extends Serializable, A extends Serializable> void run(
      SparkContext context, String description, List<P> parts, Function<P, A> task, Taker<A> taker)
      throws IOException {
    if (parts.isEmpty()) {
      return;
    }
    String group = "vinyl-" + UUID.randomUUID();
    BlockingQueue<News<A>> news = new LinkedBlockingQueue<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                context.setJobGroup(group, description, true);
                submit(context, parts, task, news);
                news.add(new News<>(null, null, true));
              } catch (Throwable e) { // Scala throws what it does not declare
                news.add(new News<>(null, e, true));
              }
            },
            "vinyl-spark-job");
    thread.setDaemon(true);
    thread.start();
    boolean done = false;
    try {
      while (!done) {
        News<A> next = news.take();
        if (next.failure() != null) {
          throw failed(next.failure());
        }
        if (next.answer() != null) {
          taker.take(next.answer());
        }
        done = next.end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while Spark works");
    } finally {
      if (!done && !context.isStopped()) {
        context.cancelJobGroup(group);
      }
    }
  }

  private static <P extends Serializable, A extends Serializable> void submit(
      SparkContext context, List<P> parts, Function<P, A> task, BlockingQueue<News<A>> news) {
    RDD<A> answers =
        JavaSparkContext.fromSparkContext(context).parallelize(parts, parts.size()).map(task).rdd();
    List<Object> all = IntStream.range(0, parts.size()).<Object>mapToObj(i -> i).toList();
    Function2<TaskContext, Iterator<A>, A> only =
        (Function2<TaskContext, Iterator<A>, A> & Serializable) (task1, found) -> found.next();
    Function2<Object, A, BoxedUnit> take =
        (index, answer) -> {
          news.add(new News<>(answer, null, false));
          return BoxedUnit.UNIT;
        };
    context.runJob(
        answers,
        only,
        CollectionConverters.asScala(all).toSeq(),
        take,
        ClassTag$.MODULE$.<A>apply(Object.class));
  }

  private static IOException failed(Throwable e) {
    return new IOException("Spark: " + line(e), e);
  }

  /** What Spark says in pages of stack, in a line. */
  static String line(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
