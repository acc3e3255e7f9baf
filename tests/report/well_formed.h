// Reads XML with a strict parser.
#pragma once

#include <glib.h>

#include <string>
#include <string_view>
#include <vector>

namespace interplay::testing {

struct Xml {
  bool well_formed = false;
  std::string fault;
  std::vector<std::string> texts;  // of <text> elements
  int marks = 0, rectangles = 0, lines = 0, paths = 0, circles = 0;
};

namespace xml_parts {

inline void start(GMarkupParseContext*, const gchar* name, const gchar**, const gchar**, gpointer data, GError**) {
  auto& xml = *static_cast<Xml*>(data);
  const std::string_view element = name;
  if (element == "text") xml.texts.emplace_back();
  xml.rectangles += element == "rect";
  xml.lines += element == "line";
  xml.paths += element == "path";
  xml.circles += element == "circle";
}

inline void text(GMarkupParseContext* context, const gchar* data, gsize size, gpointer user, GError**) {
  if (std::string_view(g_markup_parse_context_get_element(context)) == "text")
    static_cast<Xml*>(user)->texts.back().append(data, size);
}

}  // namespace xml_parts

inline Xml parse_xml(std::string_view document) {
  Xml xml;
  const GMarkupParser parser{xml_parts::start, nullptr, xml_parts::text, nullptr, nullptr};
  GMarkupParseContext* context = g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, &xml, nullptr);
  GError* error = nullptr;
  xml.well_formed =
      g_markup_parse_context_parse(context, document.data(), static_cast<gssize>(document.size()), &error) &&
      g_markup_parse_context_end_parse(context, &error);
  if (error != nullptr) {
    xml.fault = error->message;
    g_error_free(error);
  }
  g_markup_parse_context_free(context);
  return xml;
}

}  // namespace interplay::testing
