package io.gamekeeper.payment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One step of the double-entry ledger: what moves between accounts. The lines of each asset sum to
 * zero, so nothing appears or disappears; what a player's account holds is what the player owns
 * less what the player owes.
 */
public record Posting(List<Line> lines) {

  /** An amount of an asset that comes to an account, or leaves it if negative. */
  public record Line(String account, String asset, long amount) {}

  /** The game's account: it gives out the game's currencies and items and takes them in. */
  public static final String GAME = "game";

  /**
   * The account of what the studio earned; its balance is negative, because the payments come from
   * it.
   */
  public static final String REVENUE = "revenue";

  /** The account of what the studio would have earned if test purchases cost money. */
  private static final String TEST_REVENUE = "revenue:test";

  /** The account of what the game forgave: goods that were to be taken back and were spent. */
  public static final String FORGIVEN = "forgiven";

  /**
   * Beside a grant, for whoever reads it: what went from {@link #SETTLEMENT} to a player's account
   * of this kind is how much of the grant paid off a debt. The player's own account has all of it.
   */
  private static final String DEBT = "debt:";

  private static final String SETTLEMENT = "settlement";
  private static final String PLAYER = "player:";
  private static final String WALLET = "wallet:";
  private static final String ITEM = "item:";

  /** Returns the posting of a grant: the price one way, the goods the other. */
  public static Posting of(Grant grant, String player) {
    List<Line> lines = new ArrayList<>();
    Price price = grant.price();
    if (price.minorUnits() > 0) {
      switch (grant.store()) {
        case WALLET ->
            move(lines, account(player), GAME, WALLET + price.currency(), price.minorUnits());
        case APPLE, GOOGLE ->
            move(
                lines,
                grant.test() ? TEST_REVENUE : REVENUE,
                "store:" + grant.store().id() + (grant.test() ? ":test" : ""),
                "money:" + price.currency(),
                price.minorUnits());
      }
    }
    grant
        .wallet()
        .forEach(c -> move(lines, GAME, account(player), WALLET + c.currency(), c.amount()));
    grant.items().forEach(i -> move(lines, GAME, account(player), ITEM + i.sku(), i.quantity()));
    grant
        .settled()
        .forEach(c -> move(lines, SETTLEMENT, DEBT + player, WALLET + c.currency(), c.amount()));
    return new Posting(List.copyOf(lines));
  }

  /** Returns what changes of this grant when another share of it is taken back; may be nothing. */
  public Posting moved(Share from, Share to) {
    List<Line> moved = new ArrayList<>();
    for (Line line : lines) {
      boolean isMemo = line.account().equals(SETTLEMENT) || line.account().startsWith(DEBT);
      long amount = line.amount();
      long less = to.of(Math.abs(amount)) - from.of(Math.abs(amount));
      if (!isMemo && less != 0) {
        moved.add(new Line(line.account(), line.asset(), amount > 0 ? -less : less));
      }
    }
    return new Posting(List.copyOf(moved));
  }

  /**
   * Returns this posting with so much of a player's debt forgiven; negative if it is no longer
   * forgiven.
   */
  public Posting forgiving(String player, Map<String, Long> assets) {
    List<Line> all = new ArrayList<>(lines);
    assets.forEach(
        (asset, amount) -> {
          if (amount != 0) {
            move(all, FORGIVEN, account(player), asset, amount);
          }
        });
    return new Posting(List.copyOf(all));
  }

  /** Returns what lines like these, of a refund, take from a player; negative where they give. */
  public Map<String, Long> takenFrom(String player) {
    Map<String, Long> taken = new TreeMap<>();
    for (Line line : lines) {
      if (line.account().equals(account(player))) {
        taken.merge(line.asset(), -line.amount(), Math::addExact);
      }
    }
    return taken;
  }

  /** Returns how much of the grant paid off debts. */
  public List<Credit> settledOf(String player) {
    return lines.stream()
        .filter(line -> line.account().equals(DEBT + player))
        .map(line -> new Credit(line.asset().substring(WALLET.length()), line.amount()))
        .toList();
  }

  /**
   * Returns what the lines of a player's account add in goods; a price that was paid does not
   * count.
   */
  public Goods goodsOf(String player) {
    Map<String, Long> added = new LinkedHashMap<>();
    for (Line line : lines) {
      if (line.account().equals(account(player))) {
        added.put(line.asset(), line.amount());
      }
    }
    return goods(added);
  }

  /** Returns the goods among these assets that are positive. */
  public static Goods goods(Map<String, Long> assets) {
    List<Credit> wallet = new ArrayList<>();
    List<ItemLine> items = new ArrayList<>();
    assets.forEach(
        (asset, amount) -> {
          if (amount > 0) {
            currencyOf(asset).ifPresent(c -> wallet.add(new Credit(c, amount)));
            itemOf(asset).ifPresent(i -> items.add(new ItemLine(i, amount)));
          }
        });
    return new Goods(List.copyOf(wallet), List.copyOf(items));
  }

  /** Returns the account of a player. */
  public static String account(String player) {
    return PLAYER + player;
  }

  /** Returns the asset of a wallet in a currency. */
  public static String wallet(String currency) {
    return WALLET + currency;
  }

  /** Returns the asset of an item. */
  public static String item(String sku) {
    return ITEM + sku;
  }

  private static Optional<String> currencyOf(String asset) {
    return after(WALLET, asset);
  }

  private static Optional<String> itemOf(String asset) {
    return after(ITEM, asset);
  }

  private static Optional<String> after(String prefix, String text) {
    return text.startsWith(prefix)
        ? Optional.of(text.substring(prefix.length()))
        : Optional.empty();
  }

  private static void move(List<Line> lines, String from, String to, String asset, long amount) {
    lines.add(new Line(from, asset, -amount));
    lines.add(new Line(to, asset, amount));
  }
}
