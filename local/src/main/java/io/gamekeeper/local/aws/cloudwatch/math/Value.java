package io.gamekeeper.local.aws.cloudwatch.math;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** What an expression, or a part of it, results in. */
public sealed interface Value {

  /** A number (S in CloudWatch's documents). */
  record Scalar(double value) implements Value {}

  /**
   * A time series (TS): one value per period; NaN where there is none.
   *
   * @param values never changed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Series(double[] values) implements Value {

    /** A series of the same value everywhere. */
    static Series of(double value, int size) {
      double[] all = new double[size];
      Arrays.fill(all, value);
      return new Series(all);
    }

    /** Each value that is there, changed; what is no finite number then is dropped. */
    Series map(DoubleUnaryOperator change) {
      double[] changed = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        changed[i] = Double.isNaN(values[i]) ? Double.NaN : finite(change.applyAsDouble(values[i]));
      }
      return new Series(changed);
    }

    /** The values that are there. */
    double[] present() {
      return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    }
  }

  /** An array of time series (TS[]). */
  record Array(List<Series> series) implements Value {
    public Array {
      series = List.copyOf(series);
    }
  }

  /** A value, or NaN if it is infinite: CloudWatch drops such a data point. */
  static double finite(double value) {
    return Double.isFinite(value) ? value : Double.NaN;
  }
}
