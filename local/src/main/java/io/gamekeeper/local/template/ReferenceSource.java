package io.gamekeeper.local.template;

/** Answers what {@code Ref} and {@code Fn::GetAtt} give for a resource. */
public interface ReferenceSource {

  /**
   * The resource's {@code Ref} value.
   *
   * @throws UnknownReferenceException if there is none
   */
  String ref(ResourceAddress target) throws UnknownReferenceException;

  /**
   * The value of one of its attributes.
   *
   * @param attribute with its dots, for instance {@code Endpoint.Address}
   * @throws UnknownReferenceException if there is none
   */
  String attribute(ResourceAddress target, String attribute) throws UnknownReferenceException;
}
