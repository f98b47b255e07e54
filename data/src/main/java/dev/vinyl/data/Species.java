package dev.vinyl.data;

/** The species of a labelled animal; the lists of the Oxford layout number them from 1. */
public enum Species {
  /** 1 in a list. */
  CAT,
  /** 2 in a list. */
  DOG
}
