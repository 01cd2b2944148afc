package io.gamekeeper.local.aws.smsvoice;

import java.io.IOException;
import java.io.StringReader;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Speech Synthesis Markup Language.
 *
 * @see <a href="https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html">Amazon Polly,
 *     supported SSML tags</a>
 */
final class Ssml {
  /** Tags with a pause before or after. */
  private static final Set<String> PAUSES = Set.of("break", "p", "s", "speak");

  private static final Set<String> TAGS =
      Set.of(
          "break",
          "emphasis",
          "lang",
          "mark",
          "p",
          "phoneme",
          "prosody",
          "s",
          "say-as",
          "speak",
          "sub",
          "w",
          "amazon:domain",
          "amazon:effect");

  private Ssml() {}

  /**
   * Returns the text that is spoken.
   *
   * @throws IllegalArgumentException if it is not SSML, or has a tag that is not spoken
   */
  static String spoken(String ssml) {
    try {
      DocumentBuilder builder = factory().newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler()); // the default one prints
      Element speak = builder.parse(new InputSource(new StringReader(ssml))).getDocumentElement();
      if (!speak.getTagName().equals("speak")) {
        throw new IllegalArgumentException("the outermost tag is not speak");
      }
      StringBuilder text = new StringBuilder();
      append(speak, text);
      return text.toString().replaceAll("\\s+", " ").strip();
    } catch (SAXException e) {
      throw new IllegalArgumentException("it is not XML: " + e.getMessage(), e);
    } catch (IOException | ParserConfigurationException e) {
      throw new IllegalStateException("a text is read by every JDK's parser", e);
    }
  }

  private static DocumentBuilderFactory factory() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setExpandEntityReferences(false);
    return factory;
  }

  private static void append(Element element, StringBuilder text) {
    String tag = element.getTagName();
    if (!TAGS.contains(tag)) {
      throw new IllegalArgumentException("the tag " + tag + " is not spoken");
    }
    boolean pauses = PAUSES.contains(tag);
    if (pauses) {
      text.append(' ');
    }
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      switch (child.getNodeType()) {
        case Node.ELEMENT_NODE -> append((Element) child, text);
        case Node.TEXT_NODE, Node.CDATA_SECTION_NODE -> text.append(child.getNodeValue());
        default -> {
          // comments are not spoken
        }
      }
    }
    if (pauses) {
      text.append(' ');
    }
  }
}
