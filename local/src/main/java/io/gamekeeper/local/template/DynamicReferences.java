package io.gamekeeper.local.template;

/**
 * What stands behind dynamic references to secrets: text of the form {@code
 * {{resolve:secretsmanager:…}}}, which CloudFormation replaces when it creates a resource.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html">Get
 *     a secret or secret value from Secrets Manager</a>
 */
@FunctionalInterface
public interface DynamicReferences {
  /** What a text with a reference contains. */
  String MARK = "{{resolve:secretsmanager:";

  /** Leaves all text as it is. */
  DynamicReferences NONE = (_, _, text) -> text;

  /**
   * Returns a text with what its references stand for.
   *
   * @param where its place, for messages
   * @throws TemplateException if one stands for nothing, or is of a form that is not simulated
   */
  String resolve(AwsEnvironment environment, String where, String text);
}
