package dev.vinyl.nativeconfig;

import java.util.Objects;

/**
 * What a {@link Device} comes to on this machine.
 *
 * @param provider for {@link SessionSettings#withProvider}
 * @param explanation one line for people: which device it is, and why
 */
public record DeviceChoice(ExecutionProvider provider, String explanation) {
  /** Checks that both are there. */
  public DeviceChoice {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(explanation, "explanation");
  }
}
