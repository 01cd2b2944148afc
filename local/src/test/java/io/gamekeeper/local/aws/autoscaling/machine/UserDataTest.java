package io.gamekeeper.local.aws.autoscaling.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UserDataTest {
  @Test
  void cloudConfigGivesFilesAndCommands() {
    CloudConfig config =
        CloudConfig.parse(
            "Template",
            """
            #cloud-config
            packages: [jq]
            write_files:
              - path: /opt/gamekeeper/bin/run
                permissions: '0755'
                content: |
                  #!/bin/sh
              - path: /etc/gamekeeper/game-server.env
                encoding: b64
                content: UE9SVD0xCg==
            runcmd:
              - [systemctl, enable, --now, 'game-server.service']
            """);

    assertThat(config.files())
        .containsExactly(
            new CloudConfig.WrittenFile("/opt/gamekeeper/bin/run", "#!/bin/sh\n", true),
            new CloudConfig.WrittenFile("/etc/gamekeeper/game-server.env", "PORT=1\n", false));
    assertThat(config.commands())
        .containsExactly(List.of("systemctl", "enable", "--now", "game-server.service"));
    assertThat(config.variables()).containsEntry("PORT", "1");
  }

  @Test
  void whatTheStageWouldNotDoIsRefusedByTheNameOfItsResource() {
    refused("#!/bin/bash\n", "Template does not begin with #cloud-config");
    refused("#cloud-config\nbootcmd: [x]\n", "Template uses bootcmd");
    refused("#cloud-config\nruncmd: ['rm -rf /']\n", "lists of words only");
    refused("#cloud-config\nruncmd: [[rm, -rf, /]]\n", "runs rm");
    refused(
        "#cloud-config\nwrite_files:\n  - {path: /opt/../../x, content: y}\n", "writes /opt/../..");
    refused(
        "#cloud-config\nwrite_files:\n  - {path: /x, content: y, permissions: 0644}\n",
        "put it in quotes");
    refused(unit("Type=notify\\nExecStart=/x"), "has Service.Type=notify");
    refused(unit("ExecStart=/x\\nOnFailure=y"), "uses Service.OnFailure");
    refused(unit("Restart=always"), "has no ExecStart");
    refused(unit("ExecStart=relative"), "has Service.ExecStart=relative");
  }

  /** https://github.com/systemd/systemd/issues/27591 */
  @Test
  void aUnitThatPrintsIntoAFolderThatIsNotThereYetIsRefused() {
    String print = "ExecStart=/x\\nStandardOutput=append:/var/log/a/a.log";
    refused(unit(print + "\\nLogsDirectory=a"), "only later (209/STDOUT)");
    refused(unit("RuntimeDirectory=b a\\nExecStart=/x\\nStandardError=file:/run/a/a"), "209");
    refused(unit(print), "whose folder nothing makes before (209/STDOUT)");
    String folder =
        "  - {path: /etc/tmpfiles.d/a.conf, content: \"d /var/log/a 0755 root root -\\n\"}\n";
    String start = "  - [systemctl, enable, --now, a.service]\n";
    String create = "  - [systemd-tmpfiles, --create]\n";
    refused(unit(print) + folder + "runcmd:\n" + start + create, "nothing makes before");

    for (String right :
        List.of(
            unit(print) + folder + "runcmd:\n" + create + start,
            unit(print) + "  - {path: /var/log/a/README, content: x}\n",
            unit("ExecStart=/x\\nStandardOutput=append:/var/log/a.log"),
            unit("ExecStart=/x\\nLogsDirectory=a\\nStandardOutput=journal"))) {
      new UserDataCheck("Template", CloudConfig.parse("Template", right)).run();
    }
  }

  private static String unit(String directives) {
    return "#cloud-config\nwrite_files:\n  - path: /etc/systemd/system/a.service\n    content:"
        + " \"[Service]\\n"
        + directives
        + "\"\n";
  }

  private static void refused(String userData, String problem) {
    assertThatThrownBy(
            () -> new UserDataCheck("Template", CloudConfig.parse("Template", userData)).run())
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("Template")
        .hasMessageContaining(problem);
  }

  @Test
  void aUnitIsReadAsSystemdReadsIt() {
    UnitFile unit =
        UnitFile.parse(
            "Template",
            "a.service",
            """
            [Service]
            ExecStartPre=-/bin/prepare "two words" \\
              more
            ExecStart=/bin/server
            Environment=A=1 "B=2 3"
            Restart=on-failure
            RestartSec=250ms
            TimeoutStartSec=infinity
            TimeoutStopSec=2min
            KillSignal=SIGINT
            ProtectHome=yes
            """);

    assertThat(unit.startPre())
        .containsExactly(new UnitFile.Line(List.of("/bin/prepare", "two words", "more"), true));
    assertThat(unit.environment()).containsEntry("A", "1").containsEntry("B", "2 3");
    assertThat(unit.restart()).isEqualTo(UnitFile.Restart.ON_FAILURE);
    assertThat(unit.restartDelay()).isEqualTo(Duration.ofMillis(250));
    assertThat(unit.startTimeout()).isEmpty();
    assertThat(unit.stopTimeout()).isEqualTo(Optional.of(Duration.ofMinutes(2)));
    assertThat(unit.killSignal()).isEqualTo("INT");
  }
}
