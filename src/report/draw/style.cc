#include "report/draw/style.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace interplay::report {
namespace {

// Series: the palette of Okabe and Ito (2008), which people with deficient colour vision can tell apart; in the
// dark its lighter members first.
struct Scheme {
  std::string_view ground, ink, muted, grid, box, input, table, term, head, output;
  std::array<std::string_view, series_colours> series;
};

constexpr Scheme light = {"#ffffff",
                          "#1f2328",
                          "#59636e",
                          "#e2e6ea",
                          "#8c959f",
                          "#f3f4f6",
                          "#e3f0fa",
                          "#fdf0dc",
                          "#e2f4ec",
                          "#f8e8f1",
                          {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"}};
constexpr Scheme dark = {"#14171c",
                         "#e6e9ed",
                         "#a3adb8",
                         "#2b3138",
                         "#6b7580",
                         "#22272e",
                         "#16324a",
                         "#46341a",
                         "#173d31",
                         "#42283a",
                         {"#56b4e9", "#f58a45", "#2ec99b", "#e09cc4", "#9fd3f5", "#f0c244"}};

constexpr std::string_view shapes =
    R"(.picture{font-family:system-ui,"Segoe UI","Helvetica Neue","DejaVu Sans",Arial,sans-serif;font-size:12px}
.picture .title{font-size:15px;font-weight:600}
.picture .small{font-size:11px}
.picture .strong{font-weight:600}
.picture .grid,.picture .axis,.picture .cursor{fill:none;stroke-width:1}
.picture .cursor{stroke-dasharray:4 3}
.picture .box{stroke-width:1}
.picture .arrow{fill:none;stroke-width:1.2}
.picture .ring{fill:none;stroke-width:1.5}
.picture .halo{paint-order:stroke;stroke-width:3;stroke-linejoin:round}
)";

std::string colour_rules(const Scheme& scheme) {
  std::string text = fmt::format(
      ".picture .ground{{fill:{0}}}\n.picture .halo{{stroke:{0}}}\n.picture text{{fill:{1}}}\n.picture "
      ".ring{{stroke:{1}}}\n"
      ".picture .muted{{fill:{2}}}\n.picture .grid{{stroke:{3}}}\n"
      ".picture .axis,.picture .cursor,.picture .arrow{{stroke:{4}}}\n.picture .tip{{fill:{5}}}\n.picture "
      ".box{{stroke:{6}}}\n",
      scheme.ground, scheme.ink, scheme.muted, scheme.grid, scheme.muted, scheme.muted, scheme.box);
  text += fmt::format(
      ".picture .input{{fill:{}}}\n.picture .table{{fill:{}}}\n.picture .term{{fill:{}}}\n.picture .head{{fill:{}}}\n"
      ".picture .output{{fill:{}}}\n",
      scheme.input, scheme.table, scheme.term, scheme.head, scheme.output);
  for (std::size_t i = 0; i < series_colours; ++i)
    text += fmt::format(
        ".picture .line{0}{{fill:none;stroke:{1};stroke-width:2;stroke-linejoin:round}}\n"
        ".picture .fill{0}{{fill:{1}}}\n",
        i, scheme.series[i]);
  return text;
}

std::string in_the_dark(std::string_view rules) {
  return fmt::format("@media (prefers-color-scheme:dark){{\n{}}}\n", rules);
}

std::string page_rules(const Scheme& scheme) {
  return fmt::format(
      "body{{background:{0};color:{1}}}\nfigcaption,caption,.muted{{color:{2}}}\nth,td{{border-color:{3}}}\n"
      "h1,h2{{border-color:{3}}}\n",
      scheme.ground, scheme.ink, scheme.muted, scheme.grid);
}

constexpr std::string_view page_shapes = R"(:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,"Segoe UI","Helvetica Neue","DejaVu Sans",Arial,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;line-height:1.2}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem;padding-bottom:.2rem;border-bottom:1px solid}
h3{font-size:1.05rem;margin:1.6rem 0 .4rem}
p{max-width:46rem}
.wide{overflow-x:auto;margin:.6rem 0 1.2rem}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.2rem 0}
th,td{padding:.2rem .9rem .2rem 0;border-bottom:1px solid;text-align:left;vertical-align:top}
th{font-weight:600}
.n{text-align:right}
td.n{white-space:nowrap}
figure{display:inline-block;margin:.6rem 1rem .6rem 0;max-width:100%}
figure svg{max-width:100%;height:auto;display:block}
figcaption{font-size:.875rem;max-width:40rem}
)";

}  // namespace

std::string style_sheet(Colours colours) {
  switch (colours) {
    case Colours::light:
      return std::string(shapes) + colour_rules(light);
    case Colours::dark:
      return std::string(shapes) + colour_rules(dark);
    case Colours::both:
      return std::string(shapes) + colour_rules(light) + in_the_dark(colour_rules(dark));
    case Colours::inherit:
      break;
  }
  return "";
}

std::string page_style_sheet() {
  return std::string(page_shapes) + page_rules(light) + in_the_dark(page_rules(dark)) + style_sheet(Colours::both);
}

}  // namespace interplay::report
