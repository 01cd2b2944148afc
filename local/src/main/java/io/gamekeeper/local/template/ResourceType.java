package io.gamekeeper.local.template;

/**
 * A CloudFormation resource type as the stage runs it. What several types share (an engine, the
 * policies, the function registry) comes in through the constructor.
 */
public interface ResourceType {

  /** Returns CloudFormation's name of the type, for instance {@code AWS::DynamoDB::Table}. */
  String type();

  /**
   * Starts slow parts, such as an engine, in the background. Called once, before any resource is
   * created, if the templates have a resource of this type; must return at once.
   *
   * @return what stops it again, after all resources have been closed
   */
  default AutoCloseable prepare() {
    return () -> {};
  }

  /**
   * Creates one resource. All that it refers to exists already. Resources that do not depend on
   * each other are created at the same time, so this must be thread-safe. Register with {@link
   * ResourceContext#onClose} whatever must be stopped, as soon as it has started.
   *
   * @throws io.gamekeeper.local.template.TemplateException if the template cannot work
   * @throws Exception if the resource cannot be created
   */
  Provisioned create(ResourceContext context) throws Exception;
}
