package dev.vinyl.export.weights;

/**
 * The instructions of Python's pickle language, protocols 2 to 5, that {@code torch.save} writes.
 */
final class PickleCodes {
  static final int MARK = '(';
  static final int POP = '0';
  static final int POP_MARK = '1';
  static final int BYTES4 = 'B';
  static final int BYTES1 = 'C';
  static final int OLD_TEXT4 = 'T';
  static final int OLD_TEXT1 = 'U';
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
  static final int INST = 'i';
  static final int OBJ = 'o';
  static final int PROTO = 0x80;
  static final int NEWOBJ = 0x81;
  static final int EXT1 = 0x82;
  static final int EXT2 = 0x83;
  static final int EXT4 = 0x84;
  static final int TUPLE1 = 0x85;
  static final int TUPLE2 = 0x86;
  static final int TUPLE3 = 0x87;
  static final int TRUE = 0x88;
  static final int FALSE = 0x89;
  static final int LONG1 = 0x8a;
  static final int LONG4 = 0x8b;
  static final int TEXT1 = 0x8c;
  static final int TEXT8 = 0x8d;
  static final int BYTES8 = 0x8e;
  static final int EMPTY_SET = 0x8f;
  static final int ADD_ITEMS = 0x90;
  static final int FROZEN_SET = 0x91;
  static final int NEWOBJ_EX = 0x92;
  static final int STACK_GLOBAL = 0x93;
  static final int MEMOIZE = 0x94;
  static final int FRAME = 0x95;
  static final int BYTE_ARRAY8 = 0x96;

  private PickleCodes() {}
}
