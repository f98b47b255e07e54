package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Submits images ahead of the one that is asked for, and gives the answers in their order. */
final class ImagesInOrder implements Iterator<SegmentedImage> {
  private final Iterator<ImageSource> sources;
  private final Function<ImageSource, Request> submit;
  private final int ahead;
  private final Deque<Request> underWay = new ArrayDeque<>();

  ImagesInOrder(Iterator<ImageSource> sources, Function<ImageSource, Request> submit, int ahead) {
    this.sources = sources;
    this.submit = submit;
    this.ahead = ahead;
  }

  Stream<SegmentedImage> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .onClose(this::giveUp);
  }

  @Override
  public boolean hasNext() {
    return !underWay.isEmpty() || sources.hasNext();
  }

  @Override
  public SegmentedImage next() {
    while (underWay.size() < ahead && sources.hasNext()) {
      underWay.add(submit.apply(sources.next()));
    }
    Request next = underWay.poll();
    if (next == null) {
      throw new NoSuchElementException();
    }
    try {
      return SegmentedImage.of(Segmenter.await(next));
    } catch (ImageException e) {
      return SegmentedImage.failed(next.source(), e);
    } catch (IllegalStateException e) { // such as an answer that is no number; others may have one
      String problem = "the model gives no answer for it: " + e.getMessage();
      return SegmentedImage.failed(
          next.source(), new ImageException(next.source().name(), problem, e));
    } catch (RuntimeException e) {
      giveUp();
      throw e;
    }
  }

  private void giveUp() {
    underWay.forEach(request -> request.cancel(false));
    underWay.clear();
  }
}
