package io.gamekeeper.local.template;

/** The values of {@code Ref} and {@code Fn::GetAtt} for resources. */
public interface ReferenceSource {

  /**
   * Returns the resource's {@code Ref} value.
   *
   * @throws UnknownReferenceException if there is none
   */
  String ref(ResourceAddress target) throws UnknownReferenceException;

  /**
   * Returns the value of one of its attributes.
   *
   * @param attribute with its dots, for instance {@code Endpoint.Address}
   * @throws UnknownReferenceException if there is none
   */
  String attribute(ResourceAddress target, String attribute) throws UnknownReferenceException;
}
