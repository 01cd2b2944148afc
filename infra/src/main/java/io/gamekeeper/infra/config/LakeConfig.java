package io.gamekeeper.infra.config;

/**
 * The lake of players' events.
 *
 * @param eventDays how long it keeps an event
 * @param infrequentAfterDays when events become cheaper to keep and dearer to read
 * @param bufferSeconds how long events are gathered for one file; queries read many small files
 *     slowly
 * @param queryLimitGigabytes what one query may read before it is cancelled
 */
public record LakeConfig(
    int eventDays, int infrequentAfterDays, int bufferSeconds, int queryLimitGigabytes) {
  /** What S3 charges for at least, once an object is in the cheaper class. */
  private static final int LEAST_INFREQUENT_DAYS = 30;

  static LakeConfig read(ConfigObject lake) {
    LakeConfig read =
        new LakeConfig(
            lake.integer("eventDays", 1, 3650),
            // https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
            lake.integer("infrequentAfterDays", 30, 3650),
            // A stream that partitions by what is in its records cannot deliver
            // at once. https://docs.aws.amazon.com/firehose/latest/dev/buffering.html
            lake.integer("bufferSeconds", 60, 900),
            lake.integer("queryLimitGigabytes", 1, 7_000));
    lake.check(
        read.eventDays() >= read.infrequentAfterDays() + LEAST_INFREQUENT_DAYS,
        "eventDays "
            + read.eventDays()
            + " must be at least 30 days more than infrequentAfterDays "
            + read.infrequentAfterDays()
            + ", or the cheaper class costs more than it saves");
    return read;
  }
}
