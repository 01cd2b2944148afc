package io.gamekeeper.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers as commands take them: ASCII digits, no sign. */
final class WholeNumber {
  private static final Pattern INT = Pattern.compile("[0-9]{1,9}");
  private static final Pattern LONG = Pattern.compile("[0-9]{1,18}");

  private WholeNumber() {}

  /** Reads one of up to nine digits. */
  static int ofInt(String text) {
    return Integer.parseInt(checked(INT, text));
  }

  /** Reads one of up to eighteen digits. */
  static long ofLong(String text) {
    return Long.parseLong(checked(LONG, text));
  }

  /** A number of at least one, for an option that names this converter. */
  static final class FromOne implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      int number = ofInt(text);
      if (number == 0) {
        throw new TypeConversionException("0 is too small, the least is 1");
      }
      return number;
    }
  }

  private static String checked(Pattern form, String text) {
    if (!form.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is no whole number in digits 0-9");
    }
    return text;
  }
}
