package io.gamekeeper.payment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step of the double-entry ledger: what moves between accounts. The lines of each asset sum to
 * zero, so nothing appears or disappears; what a player's account holds is what the player owns
 * less what the player owes.
 */
public record Posting(List<Line> lines) {

  /** So much of an asset comes to an account, or leaves it if negative. */
  public record Line(String account, String asset, long amount) {}

  /** The game: gives out its own currencies and items and takes them in. */
  public static final String GAME = "game";

  /** What the studio earned; negative, as it is on the paying side's books. */
  public static final String REVENUE = "revenue";

  private static final String PLAYER = "player:";
  private static final String WALLET = "wallet:";
  private static final String ITEM = "item:";

  /** The posting of a grant: the price one way, the goods the other. */
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
                REVENUE,
                "store:" + grant.store().id(),
                "money:" + price.currency(),
                price.minorUnits());
      }
    }
    grant
        .wallet()
        .forEach(c -> move(lines, GAME, account(player), WALLET + c.currency(), c.amount()));
    grant.items().forEach(i -> move(lines, GAME, account(player), ITEM + i.sku(), i.quantity()));
    return new Posting(List.copyOf(lines));
  }

  /** The posting that undoes this one. */
  public Posting reversed() {
    return new Posting(
        lines.stream().map(l -> new Line(l.account(), l.asset(), -l.amount())).toList());
  }

  /** What the lines of a player's account add in goods; a price that was paid is none. */
  public Goods goodsOf(String player) {
    List<Credit> wallet = new ArrayList<>();
    List<ItemLine> items = new ArrayList<>();
    for (Line line : lines) {
      if (line.account().equals(account(player)) && line.amount() > 0) {
        currencyOf(line.asset()).ifPresent(c -> wallet.add(new Credit(c, line.amount())));
        itemOf(line.asset()).ifPresent(i -> items.add(new ItemLine(i, line.amount())));
      }
    }
    return new Goods(List.copyOf(wallet), List.copyOf(items));
  }

  /** The account of a player. */
  public static String account(String player) {
    return PLAYER + player;
  }

  /** The asset that a wallet's currency is. */
  public static String wallet(String currency) {
    return WALLET + currency;
  }

  /** The asset that an item is. */
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
