package dev.vinyl.runtime;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Images that wait for a worker, first come, first served, and how they are made up into batches: a
 * worker takes its fair share of what waits, so that workers that are free as well get theirs. With
 * a delay, one worker at a time collects until the batch is full or the first image has waited long
 * enough.
 */
final class RequestQueue {
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition hasRoom = lock.newCondition();
  private final Set<Request> waiting = new LinkedHashSet<>();
  private int idleWorkers;
  private boolean collecting;
  private boolean closed;

  RequestQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Adds a request if there is room; false if there is none. */
  boolean offer(Request request) {
    lock.lock();
    try {
      return !closed && waiting.size() < capacity && add(request);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a request, waiting for room; false if the queue was closed.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  boolean put(Request request) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && waiting.size() >= capacity) {
        hasRoom.await();
      }
      return !closed && add(request);
    } finally {
      lock.unlock();
    }
  }

  private boolean add(Request request) {
    waiting.add(request);
    changed.signalAll();
    return true;
  }

  /** Takes a request out, if it still waits. */
  void remove(Request request) {
    lock.lock();
    try {
      if (waiting.remove(request)) {
        hasRoom.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits. */
  boolean isEmpty() {
    return size() == 0;
  }

  /** How many requests wait. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for requests and takes a batch of them; empty once the queue is closed. */
  List<Request> take(int most, long delayNanos) throws InterruptedException {
    lock.lockInterruptibly();
    idleWorkers++;
    try {
      List<Request> batch = List.of();
      while (batch.isEmpty() && !closed) {
        if (waiting.isEmpty() || collecting) {
          changed.await();
        } else if (delayNanos > 0) {
          collect(most, delayNanos);
          batch = remove(Math.min(most, waiting.size()));
        } else {
          batch = remove(Math.min(most, ceilDiv(waiting.size(), idleWorkers)));
        }
      }
      return batch;
    } finally {
      idleWorkers--;
      lock.unlock();
    }
  }

  /**
   * Waits until a batch is full, or the first has waited long enough, or nothing waits any more.
   */
  private void collect(int most, long delayNanos) throws InterruptedException {
    collecting = true;
    try {
      long left = delayNanos;
      while (left > 0 && !closed && !waiting.isEmpty() && waiting.size() < most) {
        left = delayNanos - (System.nanoTime() - waiting.iterator().next().arrival());
        if (left > 0) {
          changed.awaitNanos(left);
        }
      }
    } finally {
      collecting = false;
    }
  }

  private List<Request> remove(int count) {
    List<Request> batch = new ArrayList<>(count);
    Iterator<Request> first = waiting.iterator();
    while (batch.size() < count) {
      batch.add(first.next());
      first.remove();
    }
    hasRoom.signalAll();
    if (!waiting.isEmpty()) {
      changed.signalAll(); // for the workers that stood back
    }
    return batch;
  }

  /** Takes no more requests, lets go of all who wait on it, and returns what still waited. */
  List<Request> close() {
    lock.lock();
    try {
      closed = true;
      List<Request> left = List.copyOf(waiting);
      waiting.clear();
      changed.signalAll();
      hasRoom.signalAll();
      return left;
    } finally {
      lock.unlock();
    }
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
