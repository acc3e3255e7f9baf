#include <cairo.h>
#include <gmock/gmock.h>
#include <graphviz/cgraph.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "interplay/error.h"
#include "interplay/report.h"
#include "report/draw/canvas.h"
#include "report/draw/layout.h"
#include "report/well_formed.h"

namespace interplay {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::parse_xml;
using testing::Xml;

Chart curves() {
  Chart chart;
  chart.title = "Loss < 1 & falling";
  chart.x_label = "epoch";
  chart.y_label = "RMSE (rating)";
  chart.series = {{"training", {1, 2, 3, 4}, {1.1, 1.0, 0.9, 0.8}}, {"validation", {1, 2, 3, 4}, {1.2, NAN, 1.0, 1.1}}};
  chart.whole_x = true;
  chart.marked_x = 3;
  chart.marked_label = "best epoch 3";
  return chart;
}

Diagram small_diagram() {
  return {"a \"model\"",
          {{Diagram::Kind::input, "user", {"one of 943"}},
           {Diagram::Kind::input, "item", {"one of 1682"}},
           {Diagram::Kind::table, "embedding", {"944 × 2", "back\\slash"}},
           {Diagram::Kind::term, "dot", {}}},
          {{0, 2}, {1, 2}, {2, 3}}};
}

cairo_status_t take(void* source, unsigned char* data, unsigned int size) {
  auto& rest = *static_cast<std::string_view*>(source);
  if (rest.size() < size) return CAIRO_STATUS_READ_ERROR;
  std::copy_n(rest.data(), size, data);
  rest.remove_prefix(size);
  return CAIRO_STATUS_SUCCESS;
}

struct Image {
  int width = 0, height = 0;
  std::uint32_t corner = 0;
  std::size_t colours = 0;  // distinct pixels
};

Image decode(std::string_view png) {
  cairo_surface_t* surface = cairo_image_surface_create_from_png_stream(take, &png);
  Image image;
  if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
    image.width = cairo_image_surface_get_width(surface);
    image.height = cairo_image_surface_get_height(surface);
    const auto* pixels = reinterpret_cast<const std::uint32_t*>(cairo_image_surface_get_data(surface));
    std::vector<std::uint32_t> all(pixels, pixels + static_cast<std::ptrdiff_t>(image.width) * image.height);
    image.corner = all.front() & 0xFFFFFF;
    std::sort(all.begin(), all.end());
    image.colours = static_cast<std::size_t>(std::unique(all.begin(), all.end()) - all.begin());
  }
  cairo_surface_destroy(surface);
  return image;
}

TEST(Chart, IsWellFormedAndNamesEverything) {
  const Xml xml = parse_xml(to_svg(curves()));
  ASSERT_TRUE(xml.well_formed) << xml.fault;
  for (const char* text :
       {"Loss < 1 & falling", "epoch", "RMSE (rating)", "training", "validation", "best epoch 3", "1.0"})
    EXPECT_THAT(xml.texts, Contains(text));
  EXPECT_EQ(xml.circles, 1 + 4);         // legend and points of the first series
  EXPECT_EQ(xml.rectangles, 1 + 1 + 3);  // ground; legend and points of the second, one of which is missing
}

TEST(Chart, AGapBreaksTheLine) {
  const std::string svg = to_svg(curves());
  const auto line = svg.find("class=\"line1\" d=\"M");
  ASSERT_NE(line, svg.npos);
  const std::string commands = svg.substr(line + 17, svg.find('"', line + 17) - line - 17);
  EXPECT_EQ(std::count(commands.begin(), commands.end(), 'M'), 2);
}

TEST(Chart, LongLinesHaveNoMarks) {
  Chart chart;
  Series series{.name = "", .x = {}, .y = {}};
  for (int i = 0; i < 500; ++i) {
    series.x.push_back(i);
    series.y.push_back(std::sin(i * 0.02));
  }
  chart.series = {series};
  const Xml xml = parse_xml(to_svg(chart));
  EXPECT_EQ(xml.circles, 0);
  EXPECT_EQ(xml.paths, 1);
}

// The places of a chart's words, by their text.
std::pair<double, double> place_of(const std::string& svg, const std::string& text) {
  const auto end = svg.find(">" + text + "</text>");
  const auto x = svg.rfind(" x=\"", end), y = svg.rfind(" y=\"", end);
  return {std::stod(svg.substr(x + 4)), std::stod(svg.substr(y + 4))};
}

TEST(Chart, NamesOfPointsKeepApart) {
  Chart chart;
  chart.series = {{.name = "",
                   .x = {0, 5, 5.2, 10},
                   .y = {0, 5, 5, 10},
                   .mark = Series::Mark::points,
                   .labels = {"a", "near one", "near two", "b"}}};
  const std::string svg = to_svg(chart);
  const auto one = place_of(svg, "near one"), two = place_of(svg, "near two");
  const double apart = report::text_width("near one", report::small_size);
  EXPECT_TRUE(std::abs(one.first - two.first) >= apart || std::abs(one.second - two.second) >= report::small_size);
}

TEST(Chart, EmptyAndOddChartsAreDrawn) {
  Chart none;
  EXPECT_TRUE(parse_xml(to_svg(none)).well_formed);
  none.series = {{"infinite", {1, 2}, {INFINITY, NAN}}};
  EXPECT_TRUE(parse_xml(to_svg(none)).well_formed);
  none.log_y = true;
  EXPECT_THAT(to_svg(none), Not(HasSubstr("nan")));
}

TEST(Histogram, CountsEveryFiniteValueOnce) {
  const std::vector<double> values = {0, 0.1, 0.2, 0.9, 1, NAN, INFINITY};
  const Chart chart = histogram(values, "weights", "value", 4);
  ASSERT_EQ(chart.series.size(), 1u);
  EXPECT_EQ(chart.series[0].y, (std::vector<double>{3, 0, 0, 2}));
  EXPECT_DOUBLE_EQ(chart.series[0].x[0], 0.125);
  EXPECT_EQ(parse_xml(to_svg(chart)).rectangles, 1 + 2);
  EXPECT_EQ(histogram(std::vector<double>{3, 3, 3}, "", "").series[0].y, (std::vector<double>{3}));
  EXPECT_TRUE(histogram({}, "", "").series.empty());
}

TEST(BarsPicture, ShowsNamesAndValues) {
  const Xml xml = parse_xml(to_svg(Bars{"Weights", "weight", {{"first order", -0.883}, {"second order", 1.518}}}));
  ASSERT_TRUE(xml.well_formed);
  for (const char* text : {"first order", "-0.883", "second order", "1.518", "weight"})
    EXPECT_THAT(xml.texts, Contains(text));
  EXPECT_EQ(xml.rectangles, 1 + 2);
  EXPECT_TRUE(parse_xml(to_svg(Bars{})).well_formed);
}

TEST(DiagramPicture, HasEveryBoxAndArrow) {
  const Xml xml = parse_xml(to_svg(small_diagram()));
  ASSERT_TRUE(xml.well_formed) << xml.fault;
  EXPECT_EQ(xml.rectangles, 1 + 4);
  EXPECT_EQ(xml.paths, 3 * 2);  // a curve and a tip each
  EXPECT_THAT(xml.texts, Contains("944 × 2"));
}

TEST(DiagramPicture, IsTheSameEveryTime) { EXPECT_EQ(to_svg(small_diagram()), to_svg(small_diagram())); }

TEST(DiagramPicture, DotIsReadByGraphviz) {
  Agraph_t* graph = agmemread(to_dot(small_diagram()).c_str());
  ASSERT_NE(graph, nullptr);
  EXPECT_EQ(agnnodes(graph), 4);
  EXPECT_EQ(agnedges(graph), 3);
  char name[] = "n2", label[] = "label";
  EXPECT_STREQ(agget(agnode(graph, name, 0), label), "embedding\\n944 × 2\\nback\\\\slash");
  agclose(graph);
}

TEST(Layout, BoxesDoNotOverlapAndArrowsEndAtThem) {
  const std::vector<report::Point> sizes = {{100, 40}, {80, 40}, {120, 60}};
  const std::vector<std::pair<std::size_t, std::size_t>> arrows = {{0, 2}, {1, 2}};
  const report::Layout layout = report::lay_out(sizes, arrows);
  ASSERT_EQ(layout.centres.size(), 3u);
  EXPECT_GE(std::abs(layout.centres[0].x - layout.centres[1].x), 90);
  EXPECT_GE(layout.centres[2].y - layout.centres[0].y, 50);
  for (const report::Layout::Arrow& arrow : layout.arrows) {
    EXPECT_NEAR(arrow.tip.y, layout.centres[2].y - 30, 1.5);
    EXPECT_EQ(arrow.curve.size() % 3, 1u);
  }
}

TEST(Png, HasTheSizeOfTheSvgTimesTheScale) {
  const Chart chart = curves();
  const Image once = decode(to_png(chart, 1)), twice = decode(to_png(chart, 2));
  EXPECT_EQ(once.width, 640);
  EXPECT_EQ(once.height, 380);
  EXPECT_EQ(twice.width, 1280);
  EXPECT_EQ(twice.height, 760);
  EXPECT_EQ(twice.corner, 0xFFFFFFu);
  EXPECT_GT(twice.colours, 20u);  // lines and letters with soft edges, not a blank page
}

TEST(Png, DarkIsDark) { EXPECT_EQ(decode(to_png(curves(), 1, Colours::dark)).corner, 0x14171Cu); }

TEST(Panels, ALineIsAsHighAsItsHighestChart) {
  Chart high = curves(), low = curves();
  high.width = low.width = 500;
  high.height = 400;
  low.height = 170;
  const Panels panels{.title = "", .charts = {high, low, low, low}, .columns = 2};
  const std::string svg = to_svg(panels);
  EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 1000 570\""));
  for (const char* place : {"x=\"0\" y=\"0\"", "x=\"500\" y=\"0\"", "x=\"0\" y=\"400\"", "x=\"500\" y=\"400\""})
    EXPECT_THAT(svg, HasSubstr(std::string("<svg ") + place));
  EXPECT_THAT(to_svg(Panels{.title = "", .charts = {high, low, low}, .columns = 1}),
              HasSubstr("viewBox=\"0 0 500 740\""));
}

TEST(Svg, BothSchemesUnlessOneIsAskedFor) {
  EXPECT_THAT(to_svg(curves()), HasSubstr("prefers-color-scheme:dark"));
  EXPECT_THAT(to_svg(curves(), Colours::light), Not(HasSubstr("prefers-color-scheme")));
  EXPECT_THAT(to_svg(curves(), Colours::inherit), Not(HasSubstr("<style>")));
}

TEST(Render, TheExtensionDecides) {
  EXPECT_THAT(render(curves(), "a.svg"), HasSubstr("<svg"));
  EXPECT_EQ(render(curves(), "a.png").substr(1, 3), "PNG");
  EXPECT_THAT(render(small_diagram(), "a.dot"), HasSubstr("digraph"));
  for (const char* path : {"a.dot", "a.jpeg", "a", "a.SVG.gz"}) {
    try {
      render(curves(), path);
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      EXPECT_EQ(error.remedy(), "name a file that ends in .svg or .png");
    }
  }
}

TEST(Escaping, AnyBytesBecomeText) {
  EXPECT_EQ(report::escaped("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
  EXPECT_EQ(report::escaped("Amélie (2001)"), "Amélie (2001)");
  EXPECT_EQ(report::escaped("Am\xE9lie"), "Am\xEF\xBF\xBDlie");  // Latin-1
  EXPECT_EQ(report::escaped(std::string_view("a\0b", 3)),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(report::escaped("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  EXPECT_TRUE(parse_xml("<text>" + report::escaped(every) + "</text>").well_formed);
}

TEST(TextWidth, NarrowLettersAreNarrowAndLongTextsAreShortened) {
  EXPECT_LT(report::text_width("iiii", 12), report::text_width("mmmm", 12) / 2);
  EXPECT_EQ(report::text_width("é", 10), 7);
  EXPECT_EQ(report::shortened("short", 100, 12), "short");
  const std::string cut = report::shortened("a very long name of a movie", 60, 12);
  EXPECT_TRUE(cut.ends_with("…"));
  EXPECT_LE(report::text_width(cut, 12), 60);
}

}  // namespace
}  // namespace interplay
