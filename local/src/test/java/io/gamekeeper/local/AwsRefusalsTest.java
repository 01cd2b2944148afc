package io.gamekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.aws.acm.CertificateManager;
import io.gamekeeper.local.aws.ec2.VirtualNetwork;
import io.gamekeeper.local.aws.elasticache.RedisCluster;
import io.gamekeeper.local.client.RedisEndpoints;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.network.Subnets;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.Resources;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What AWS refuses at deployment, and a laptop could do without noticing. */
final class AwsRefusalsTest {
  private static final String GROUP =
      """
      {'Resources': {
        'Group': {'Type': 'AWS::EC2::SecurityGroup', 'Properties': {
          'GroupDescription': 'Who may come: a-z, (80)/[443] @home #1+1=2; {all}! $*&_',
          'SecurityGroupIngress': [{'IpProtocol': 'tcp', 'FromPort': 1, 'ToPort': 1,
            'CidrIp': '10.0.0.0/8', 'Description': 'In'}],
          'SecurityGroupEgress': [{'IpProtocol': 'tcp', 'FromPort': 1, 'ToPort': 1,
            'CidrIp': '10.0.0.0/8', 'Description': 'Out'}]}},
        'In': {'Type': 'AWS::EC2::SecurityGroupIngress', 'Properties': {
          'GroupId': {'Ref': 'Group'}, 'IpProtocol': 'tcp', 'CidrIp': '10.0.0.0/8',
          'Description': 'Alone'}},
        'Out': {'Type': 'AWS::EC2::SecurityGroupEgress', 'Properties': {
          'GroupId': {'Ref': 'Group'}, 'IpProtocol': 'tcp', 'CidrIp': '10.0.0.0/8',
          'Description': 'Lone'}}}}
      """;

  private static final String CERTIFICATE =
      """
      {'Resources': {'Certificate': {'Type': 'AWS::CertificateManager::Certificate',
        'Properties': {'DomainName': 'NAME'}}}}
      """;

  private static final String RANKING =
      """
      {'Resources': {'Ranking': {'Type': 'AWS::ElastiCache::ReplicationGroup', 'Properties': {
        'CacheParameterGroupName': 'default.redis7.cluster.on',
        'NumNodeGroups': 31, 'ReplicasPerNodeGroup': 2}}}}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"Who may come", "'In'", "'Out'", "'Alone'", "'Lone'"})
  void aDescriptionWithAnApostropheIsRefusedOnGroupsAndRules(String part) {
    assertThat(GROUP).contains(part);
    String wrong = GROUP.replace(part, part.replaceFirst("([A-Z])", "it\\\\u0027s $1"));

    try (Resources resources = provision(GROUP)) {
      assertThat(resources.find("Group")).isPresent();
    }
    assertThatThrownBy(() -> provision(wrong))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining("Description is \"it's ");
  }

  @Test
  void aCertificatesFirstNameHas64CharactersAtMost() {
    String longest = "a".repeat(52) + ".example.com";

    try (Resources resources = named(CERTIFICATE.replace("NAME", longest))) {
      assertThat(resources.find("Certificate")).isPresent();
    }
    assertThatThrownBy(() -> named(CERTIFICATE.replace("NAME", "a" + longest)))
        .hasMessageContaining("DomainName has 65 characters; at most 64 are allowed");
  }

  @Test
  void aRankingOfMoreThan90NodesIsRefused(@TempDir Path folder) {
    try (Engines engines = Engines.ofManyStages(folder)) {
      List<ResourceType> types =
          RedisCluster.all(engines, new RedisEndpoints(new SecurityGroups()), _ -> {});

      assertThatThrownBy(() -> Provisioning.provision(types, RANKING))
          .hasMessageContaining("NumNodeGroups makes 93 nodes; at most 90 are allowed");
    }
  }

  private static Resources provision(String template) {
    return Provisioning.provision(
        VirtualNetwork.all(new SecurityGroups(), new Subnets()), template);
  }

  private static Resources named(String template) {
    return Provisioning.provision(new CertificateManager().resourceTypes(), template);
  }
}
