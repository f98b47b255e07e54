package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C and SIGTERM into the wish to stop after the step that training is at; a second one
 * ends the process at once. A shutdown hook would not do: ONNX Runtime has one of its own that
 * takes its library away from the training thread. The JDK's class for signals is reached by
 * reflection because the compiler warns of it; where it is missing, signals do what they always do.
 */
final class StopSignals implements AutoCloseable {
  private static final int STOPPED = 130;

  private final Map<Object, Object> handlersBefore = new LinkedHashMap<>();

  private StopSignals() {}

  /** Handles both signals until it is closed. */
  static StopSignals handle(AtomicBoolean stop, Console console) {
    StopSignals signals = new StopSignals();
    for (String name : List.of("INT", "TERM")) {
      try {
        signals.handle(name, stop, console);
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        // no such class, or the virtual machine keeps the signal for itself
      }
    }
    return signals;
  }

  private void handle(String name, AtomicBoolean stop, Console console)
      throws ReflectiveOperationException {
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    InvocationHandler onSignal =
        (proxy, method, arguments) -> {
          if (!method.getName().equals("handle")) {
            return method.invoke(this, arguments); // what every object has
          }
          if (stop.getAndSet(true)) {
            Runtime.getRuntime().halt(STOPPED);
          }
          console.note("stopping after this step; once more stops at once");
          return null;
        };
    Object handler =
        Proxy.newProxyInstance(
            StopSignals.class.getClassLoader(), new Class<?>[] {handlerType}, onSignal);
    Object signal = Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
    handlersBefore.put(signal, set(signal, handler));
  }

  private static Object set(Object signal, Object handler) throws ReflectiveOperationException {
    return signal
        .getClass()
        .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal, handler);
  }

  @Override
  public void close() {
    handlersBefore.forEach(
        (signal, handler) -> {
          try {
            set(signal, handler);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal's handler cannot be put back", e);
          }
        });
  }
}
