package io.gamekeeper.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProvisionerTest {
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  /** A type that notes what happens to its resources. */
  private ResourceType type(String name, Creation creation) {
    return new ResourceType() {
      @Override
      public String type() {
        return name;
      }

      @Override
      public Provisioned create(ResourceContext context) throws Exception {
        String id = context.address().logicalId();
        context.onClose(id, () -> events.add("close " + id));
        Provisioned provisioned = creation.create(context);
        events.add("create " + id);
        return provisioned;
      }
    };
  }

  private interface Creation {
    Provisioned create(ResourceContext context) throws Exception;
  }

  private static Template template(String name, String json) {
    return Template.parse(name, "Dev-" + name, AwsEnvironment.LAPTOP, json.replace('\'', '"'));
  }

  private Resources provision(List<ResourceType> types, Template... templates) {
    return new Provisioner(types).provision(CloudAssembly.of(List.of(templates), Map.of()));
  }

  private static Provisioned named(ResourceContext context) {
    context.properties().optionalString("Other");
    return Provisioned.simulated(context.generatedName(), "").with("Arn", "arn:x");
  }

  private static final String CHAIN =
      """
      {'Resources': {
        'Last': {'Type': 'T', 'Properties': {'Other': {'Ref': 'Middle'}}},
        'Middle': {'Type': 'T', 'DependsOn': 'First'},
        'First': {'Type': 'T'}}}
      """;

  @Test
  void resourcesAreCreatedAfterWhatTheyReferToAndClosedInReverse() {
    try (Resources resources =
        provision(List.of(type("T", ProvisionerTest::named)), template("A", CHAIN))) {
      assertThat(events).containsExactly("create First", "create Middle", "create Last");
      assertThat(resources.status())
          .extracting(status -> status.address().logicalId())
          .containsExactly("Last", "Middle", "First");
      events.clear();
    }

    assertThat(events).containsExactly("close Last", "close Middle", "close First");
  }

  @Test
  void aFailureNamesTheResourceAndStopsWhatHadBeenStarted() {
    ResourceType failing =
        type(
            "T",
            context -> {
              if (context.address().logicalId().equals("Last")) {
                throw new IllegalStateException("no room");
              }
              return named(context);
            });

    assertThatThrownBy(() -> provision(List.of(failing), template("A", CHAIN)))
        .isInstanceOf(ProvisioningException.class)
        .hasMessage("A/Last (T) could not be created: no room");
    assertThat(events)
        .containsExactly(
            "create First", "create Middle", "close Last", "close Middle", "close First");
  }

  @Test
  void whatHasToWaitForAllResourcesRunsAfterThemAndItsFailureStopsTheStage() {
    ResourceType type =
        type(
            "T",
            context -> {
              context.whenAllCreated(
                  () -> {
                    events.add("complete " + context.address().logicalId());
                    throw new IllegalStateException("not primed");
                  });
              return named(context);
            });

    assertThatThrownBy(
            () -> provision(List.of(type), template("A", "{'Resources': {'X': {'Type': 'T'}}}")))
        .isInstanceOf(ProvisioningException.class)
        .hasMessage("A/X (T) could not be created: not primed");
    assertThat(events).containsExactly("create X", "complete X", "close X");
  }

  @Test
  void whatWasBegunAheadIsStoppedLastAlsoIfNoResourceGotSoFar() {
    ResourceType engine =
        new ResourceType() {
          @Override
          public String type() {
            return "T";
          }

          @Override
          public AutoCloseable prepare() {
            events.add("prepare");
            return () -> events.add("end");
          }

          @Override
          public Provisioned create(ResourceContext context) {
            context.onClose("X", () -> events.add("close"));
            throw new NoClassDefFoundError("lost");
          }
        };

    assertThatThrownBy(
            () -> provision(List.of(engine), template("A", "{'Resources': {'X': {'Type': 'T'}}}")))
        .isInstanceOf(ProvisioningException.class)
        .hasMessage("A/X (T) could not be created: lost");
    assertThat(events).containsExactly("prepare", "close", "end");
  }

  @Test
  void aReferenceToNothingFailsBeforeAnythingIsCreatedEvenInAPropertyThatNobodyReads() {
    Template template =
        template(
            "A",
            """
            {'Resources': {
              'Good': {'Type': 'T'},
              'Bad': {'Type': 'T', 'Properties': {'Unread': [{'Fn::Sub': '${Foo.Arn}'}]}}}}
            """);

    assertThatThrownBy(() -> provision(List.of(type("T", ProvisionerTest::named)), template))
        .isInstanceOf(TemplateException.class)
        .hasMessage("A/Bad.Properties.Unread[0] refers to Foo, which the template does not have");
    assertThat(events).isEmpty();
  }

  @Test
  void aCircleIsRefused() {
    Template template =
        template(
            "A",
            """
            {'Resources': {
              'X': {'Type': 'T', 'DependsOn': 'Y'}, 'Y': {'Type': 'T', 'DependsOn': 'X'}}}
            """);

    assertThatThrownBy(() -> provision(List.of(type("T", ProvisionerTest::named)), template))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("A/X depends on itself");
  }

  @Test
  void theValueOfATypeWithoutAClassIsRefusedOnlyWhereItIsRead() {
    String json =
        """
        {'Resources': {
          'Odd': {'Type': 'Strange'},
          'User': {'Type': 'T', 'Properties': {'%s': {'Ref': 'Odd'}}}}}
        """;
    List<ResourceType> types = List.of(type("T", ProvisionerTest::named));

    try (Resources resources = provision(types, template("A", json.formatted("Unread")))) {
      assertThat(resources.status())
          .extracting(ResourceStatus::fidelity)
          .containsExactly(Fidelity.NOT_SIMULATED, Fidelity.SIMULATED);
    }
    assertThatThrownBy(() -> provision(types, template("A", json.formatted("Other"))))
        .isInstanceOf(ProvisioningException.class)
        .hasMessage("A/User.Properties.Other refers to Odd, whose type Strange is not simulated");
  }

  @Test
  void everyPropertyIsReadOrInertOrListedAsNotSimulated() {
    ResourceType type =
        type(
            "T",
            context -> {
              ResourceProperties properties = context.properties();
              properties.string("Read");
              properties.object("Nested").integer("Read");
              properties.objects("List").forEach(item -> item.string("Read"));
              properties.inert("a laptop has no zones", "Zones", "Absent");
              return named(context);
            });

    try (Resources resources =
        provision(
            List.of(type),
            template(
                "A",
                """
                {'Resources': {'X': {'Type': 'T', 'Properties': {
                  'Read': 'a', 'Ignored': {'Deep': 1}, 'Zones': 3, 'Tags': [],
                  'Nested': {'Read': 1, 'Ignored': 2},
                  'List': [{'Read': 1}, {'Read': 1, 'Ignored': 2}]}}}}
                """))) {
      ResourceStatus status = resources.status().getFirst();

      assertThat(status.notSimulated())
          .containsExactly("Ignored", "Nested.Ignored", "List[1].Ignored");
      assertThat(status.inert())
          .containsOnly(
              Map.entry("Zones", "a laptop has no zones"), Map.entry("Tags", "informational only"));
    }
  }

  @Test
  void aMissingOrWrongPropertyIsNamed() {
    ResourceType type =
        type(
            "T",
            context -> {
              context.properties().integer("Port");
              return named(context);
            });

    assertThatThrownBy(
            () -> provision(List.of(type), template("A", "{'Resources': {'X': {'Type': 'T'}}}")))
        .hasMessage("A/X.Properties.Port is missing");
    assertThatThrownBy(
            () ->
                provision(
                    List.of(type),
                    template(
                        "A",
                        "{'Resources': {'X': {'Type': 'T', 'Properties': {'Port': 'http'}}}}")))
        .hasMessage("A/X.Properties.Port is http instead of an integer");
  }

  @Test
  void aResourceWhoseConditionIsFalseDoesNotExist() {
    Template template =
        template(
            "A",
            """
            {'Conditions': {'Never': {'Fn::Equals': [1, 2]}},
             'Resources': {'X': {'Type': 'T', 'Condition': 'Never'}}}
            """);

    try (Resources resources = provision(List.of(type("T", ProvisionerTest::named)), template)) {
      assertThat(resources.status()).isEmpty();
      assertThat(resources.find(new ResourceAddress("A", "X"))).isEmpty();
    }
  }
}
