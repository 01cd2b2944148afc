/**
 * What an EC2 instance of the game fleet is on a laptop: its user data carried out below a folder
 * of its own, its systemd units as guarded processes, and the addresses that every instance has –
 * metadata service, configuration agent, metrics agent.
 */
@NullMarked
package io.gamekeeper.local.fleet.machine;

import org.jspecify.annotations.NullMarked;
