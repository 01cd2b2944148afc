package io.gamekeeper.local.template;

/** A resource's attribute, as {@code Fn::GetAtt} names it. */
record AttributeName(String logicalId, String name) {
  /**
   * Reads {@code LogicalId.Attribute}.
   *
   * @param where the place of the text, for messages
   */
  static AttributeName of(String where, String text) {
    int dot = text.indexOf('.');
    if (dot < 1) {
      throw new TemplateException(where, "asks for an attribute without a name: " + text);
    }
    return new AttributeName(text.substring(0, dot), text.substring(dot + 1));
  }
}
