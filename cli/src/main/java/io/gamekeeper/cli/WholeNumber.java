package io.gamekeeper.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers in the form that commands take: ASCII digits, no sign. */
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
      return between(1, 999_999_999, text);
    }
  }

  /** A port, or 0 for any that is free. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return between(0, 65_535, text);
    }
  }

  /** A percentage. */
  static final class Percent implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return between(0, 100, text);
    }
  }

  private static int between(int least, int most, String text) {
    int number = ofInt(text);
    if (number < least || number > most) {
      throw new TypeConversionException(number + " is not between " + least + " and " + most);
    }
    return number;
  }

  private static String checked(Pattern form, String text) {
    if (!form.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is not a whole number in digits 0-9");
    }
    return text;
  }
}
