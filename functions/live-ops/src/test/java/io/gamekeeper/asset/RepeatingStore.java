package io.gamekeeper.asset;

import java.util.List;
import java.util.Optional;

/** Asks twice for the switch, as a client does whose first answer was lost. */
record RepeatingStore(AssetStore store) implements AssetStore {
  @Override
  public boolean replace(Channel channel, Optional<String> expected, String jws) {
    store.replace(channel, expected, jws);
    return store.replace(channel, expected, jws);
  }

  @Override
  public Optional<Stored> stat(Sha256 content) {
    return store.stat(content);
  }

  @Override
  public Optional<Sha256> hash(Sha256 content) {
    return store.hash(content);
  }

  @Override
  public Upload put(LocalAsset asset) {
    return store.put(asset);
  }

  @Override
  public List<Channel> channels() {
    return store.channels();
  }

  @Override
  public Optional<Current> current(Channel channel) {
    return store.current(channel);
  }

  @Override
  public void keep(Channel channel, long number, String jws) {
    store.keep(channel, number, jws);
  }

  @Override
  public Optional<String> kept(Channel channel, long number) {
    return store.kept(channel, number);
  }

  @Override
  public List<Long> kept(Channel channel) {
    return store.kept(channel);
  }
}
