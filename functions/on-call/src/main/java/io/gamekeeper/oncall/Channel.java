package io.gamekeeper.oncall;

import java.util.regex.Pattern;

/** A way to tell a person something. */
public enum Channel {
  MAIL("[^@\\s]+@[^@\\s]+", "an address such as name@example.com", false),
  SLACK("[UW][A-Z0-9]{2,20}", "a member id such as U0123456789", false),
  /** 企业微信, Tencent's messenger for companies. */
  WECOM("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}", "a member's id", false),
  PHONE("\\+[1-9][0-9]{6,14}", "a quoted number such as \"+12025550101\"", true),
  SMS("\\+[1-9][0-9]{6,14}", "a quoted number such as \"+12025550101\"", true);

  private final Pattern contact;
  private final String contactInWords;
  private final boolean wakes;

  Channel(String contact, String contactInWords, boolean wakes) {
    this.contact = Pattern.compile(contact);
    this.contactInWords = contactInWords;
    this.wakes = wakes;
  }

  /** Returns what a person's contact looks like. */
  public Pattern contact() {
    return contact;
  }

  public String contactInWords() {
    return contactInWords;
  }

  /** Returns whether it wakes somebody who sleeps. */
  public boolean wakes() {
    return wakes;
  }
}
