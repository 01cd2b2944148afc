package io.gamekeeper.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResolverTest {
  private static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");

  private static final Template DATA =
      Template.parse(
          "Data",
          "Dev-Data",
          EU,
          """
          {"Resources": {"Cache": {"Type": "AWS::ElastiCache::ReplicationGroup"}},
           "Outputs": {
             "Host": {"Value": {"Fn::GetAtt": ["Cache", "Endpoint.Address"]},
                      "Export": {"Name": {"Fn::Sub": "${AWS::StackName}:Host"}}},
             "Name": {"Value": {"Ref": "Cache"}, "Export": {"Name": "Dev-Data:Name"}}}}
          """);

  /** Answers for whatever it is asked, except for one that is not simulated. */
  private static final ReferenceSource SOURCE =
      new ReferenceSource() {
        @Override
        public String ref(ResourceAddress target) throws UnknownReferenceException {
          if (target.logicalId().equals("Odd")) {
            throw new UnknownReferenceException("whose type X is not simulated");
          }
          return "ref-" + target.logicalId();
        }

        @Override
        public String attribute(ResourceAddress target, String attribute) {
          return target + "." + attribute;
        }
      };

  private static Template api(String value) {
    return Template.parse(
        "GameApi",
        "Dev-GameApi",
        EU,
        """
        {"Parameters": {
           "Size": {"Type": "Number", "Default": 3},
           "Bootstrap": {"Type": "AWS::SSM::Parameter::Value<String>",
                         "Default": "/cdk-bootstrap/hnb659fds/version"},
           "Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
                     "Default": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64"},
           "Mistyped": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
                        "Default": "/aws/service/ami-amazon-linux-latest/al2023-arm64"},
           "NoImage": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
                       "Default": "/cdk-bootstrap/hnb659fds/version"}},
         "Mappings": {"Sizes": {"eu-central-1": {"node": "small"}}},
         "Conditions": {
           "InEurope": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-central-1"]},
           "Elsewhere": {"Fn::Not": [{"Condition": "InEurope"}]},
           "Both": {"Fn::And": [{"Condition": "InEurope"}, {"Condition": "Elsewhere"}]},
           "Either": {"Fn::Or": [{"Condition": "InEurope"}, {"Condition": "Elsewhere"}]}},
         "Resources": {
           "Scores": {"Type": "AWS::Lambda::Function",
                      "DependsOn": ["Role"],
                      "Properties": {"Environment": {"Variables": {"VALUE": %s}}}},
           "Role": {"Type": "AWS::IAM::Role"},
           "Odd": {"Type": "X"}}}
        """
            .formatted(value.replace('\'', '"')));
  }

  private static TemplateResource scores(Template template) {
    return Objects.requireNonNull(template.resources().get("Scores"));
  }

  private static JsonNode resolve(String value) {
    Template template = api(value);
    JsonNode properties =
        new Resolver(List.of(DATA, template), SOURCE)
            .resolve(template, "GameApi/Scores.Properties", scores(template).properties());
    return properties.at("/Environment/Variables/VALUE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'plain'                                                          | plain
          {'Ref': 'Role'}                                                  | ref-Role
          {'Ref': 'Size'}                                                  | 3
          {'Ref': 'Bootstrap'}                                             | 30
          {'Ref': 'Image'}                                                 | ami-00000000000000000
          {'Ref': 'AWS::AccountId'}                                        | 123456789012
          {'Ref': 'AWS::StackName'}                                        | Dev-GameApi
          {'Fn::GetAtt': ['Role', 'Arn']}                                  | GameApi/Role.Arn
          {'Fn::GetAtt': 'Role.Arn'}                                       | GameApi/Role.Arn
          {'Fn::Join': [':', ['a', {'Ref': 'AWS::Partition'}, {'Ref': 'Size'}]]} | a:aws:3
          {'Fn::Sub': '${AWS::Region}/${Role}/${Role.Arn}/${!Kept}'}       | eu-central-1/ref-Role/GameApi/Role.Arn/${Kept}
          {'Fn::Sub': ['${x}-${Size}', {'x': {'Ref': 'Role'}}]}            | ref-Role-3
          {'Fn::Select': [1, {'Fn::Split': ['.', 'a.b.c']}]}               | b
          {'Fn::Select': ['0', {'Fn::GetAZs': ''}]}                        | eu-central-1a
          {'Fn::Select': [2, {'Fn::Cidr': ['10.1.0.0/16', 4, 8]}]}         | 10.1.2.0/24
          {'Fn::FindInMap': ['Sizes', {'Ref': 'AWS::Region'}, 'node']}     | small
          {'Fn::FindInMap': ['Sizes', 'x', 'node', {'DefaultValue': 'd'}]} | d
          {'Fn::Base64': 'hi'}                                             | aGk=
          {'Fn::If': ['InEurope', 'yes', 'no']}                            | yes
          {'Fn::If': ['Elsewhere', 'yes', 'no']}                           | no
          {'Fn::If': ['Both', 'yes', 'no']}                                | no
          {'Fn::If': ['Either', 'yes', 'no']}                              | yes
          {'Fn::ImportValue': 'Dev-Data:Host'}                             | Data/Cache.Endpoint.Address
          {'Fn::ImportValue': {'Fn::Join': ['', ['Dev-Data', ':Name']]}}   | ref-Cache
          """)
  void intrinsicFunctionsAreEvaluatedAsCloudFormationDoes(String value, String result) {
    assertThat(resolve(value).asText()).isEqualTo(result);
  }

  @Test
  void noValueDisappearsFromObjectsAndLists() {
    assertThat(resolve("{'Ref': 'AWS::NoValue'}").isMissingNode()).isTrue();
    assertThat(resolve("['a', {'Ref': 'AWS::NoValue'}]").toString()).isEqualTo("[\"a\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'Ref': 'Foo'}                    | refers to Foo, which the template does not have
          {'Fn::GetAtt': ['Foo', 'Arn']}    | refers to Foo, which the template does not have
          {'Fn::Sub': 'x${Foo}'}            | refers to Foo, which the template does not have
          {'Ref': 'Odd'}                    | refers to Odd, whose type X is not simulated
          {'Fn::ImportValue': 'Nowhere'}    | imports Nowhere, which no stack exports
          {'Fn::If': ['Never', 1, 2]}       | refers to condition Never, which the template does not have
          {'Fn::FindInMap': ['S', 'x', 'y']}| looks up S/x/y, which Mappings does not have
          {'Fn::Select': [3, ['a']]}        | selects item 3 of a list of 1 items
          {'Ref': 'Mistyped'}               | refers to SSM parameter /aws/service/ami-amazon-linux-latest/al2023-arm64, which the stage does not have
          {'Ref': 'NoImage'}                | refers to parameter NoImage, whose value 30 is not the id of an image
          {'Fn::Transform': {}}             | uses Fn::Transform, which is not simulated
          """)
  void whatCannotBeResolvedIsNamedWithItsPlace(String value, String problem) {
    assertThatThrownBy(() -> resolve(value))
        .isInstanceOf(TemplateException.class)
        .hasMessage("GameApi/Scores.Properties.Environment.Variables.VALUE " + problem);
  }

  @Test
  void dependenciesLeadThroughExportsAndDependsOnButNotThroughTheBranchNotTaken() {
    Template template =
        api("[{'Fn::ImportValue': 'Dev-Data:Host'}, {'Fn::If': ['Elsewhere', {'Ref': 'Odd'}, 1]}]");
    Resolver resolver = new Resolver(List.of(DATA, template), SOURCE);

    assertThat(resolver.dependencies(template, scores(template)))
        .containsExactlyInAnyOrder(
            new ResourceAddress("GameApi", "Role"), new ResourceAddress("Data", "Cache"));
  }

  @Test
  void anUnknownSectionOfATemplateIsRefused() {
    assertThatThrownBy(() -> Template.parse("A", "A", EU, "{\"Hooks\": {}}"))
        .hasMessage("A.Hooks is a section that the stage does not support");
  }

  @Test
  void aTransformThatCouldChangeAnythingIsRefused() {
    Template rotates =
        Template.parse("A", "A", EU, "{\"Transform\": [\"AWS::SecretsManager-2024-09-16\"]}");

    assertThat(rotates.resources()).isEmpty();
    assertThatThrownBy(
            () -> Template.parse("A", "A", EU, "{\"Transform\": \"AWS::LanguageExtensions\"}"))
        .hasMessage("A.Transform is AWS::LanguageExtensions, which the stage does not support");
  }
}
