package dev.vinyl.export.weights;

/** The instructions of Python's pickle language that weights are written in. */
final class PickleCodes {
  static final int MARK = '(';
  static final int STOP = '.';
  static final int INT = 'J';
  static final int INT1 = 'K';
  static final int INT2 = 'M';
  static final int NONE = 'N';
  static final int PERSISTENT_ID = 'Q';
  static final int REDUCE = 'R';
  static final int TEXT4 = 'X';
  static final int APPEND = 'a';
  static final int BUILD = 'b';
  static final int GLOBAL = 'c';
  static final int EMPTY_DICT = '}';
  static final int APPENDS = 'e';
  static final int GET1 = 'h';
  static final int GET4 = 'j';
  static final int EMPTY_LIST = ']';
  static final int PUT1 = 'q';
  static final int PUT4 = 'r';
  static final int SET_ITEM = 's';
  static final int TUPLE = 't';
  static final int EMPTY_TUPLE = ')';
  static final int SET_ITEMS = 'u';
  static final int FLOAT = 'G';
  static final int PROTO = 0x80;
  static final int TUPLE1 = 0x85;
  static final int TUPLE2 = 0x86;
  static final int TUPLE3 = 0x87;
  static final int TRUE = 0x88;
  static final int FALSE = 0x89;
  static final int LONG1 = 0x8a;
  static final int TEXT1 = 0x8c;
  static final int TEXT8 = 0x8d;
  static final int STACK_GLOBAL = 0x93;
  static final int MEMOIZE = 0x94;
  static final int FRAME = 0x95;

  private PickleCodes() {}
}
