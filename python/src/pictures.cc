// Pictures and reports as SVG, PNG and HTML.
#include "bindings.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/posters.h"
#include "interplay/report.h"

namespace interplay::python {
namespace {

Picture picture_of(const Model& model, const std::string& what) {
  if (what == "curves") return training_curves(model);
  if (what == "objective") return objective_curves(model);
  if (what == "contributions") return contributions_of(model);
  return diagram_of(model);
}

nb::bytes png_of(const Picture& picture, double scale) {
  const std::string png = to_png(picture, scale);
  return nb::bytes(png.data(), png.size());
}

Bars bars_of(const std::string& title, const std::string& label,
             const std::vector<std::pair<std::string, double>>& bars) {
  Bars picture;
  picture.title = title;
  picture.value_label = label;
  picture.bars = bars;
  return picture;
}

}  // namespace

void bind_pictures(nb::module_& module) {
  module.def("picture_svg",
             [](const Model& model, const std::string& what) { return to_svg(picture_of(model, what)); });
  module.def("picture_png", [](const Model& model, const std::string& what, double scale) {
    return png_of(picture_of(model, what), scale);
  });
  module.def("diagram_dot", [](const Model& model) { return to_dot(diagram_of(model)); });
  module.def("bars_svg", [](const std::string& title, const std::string& label,
                            const std::vector<std::pair<std::string, double>>& bars) {
    return to_svg(bars_of(title, label, bars));
  });
  module.def("bars_png", [](const std::string& title, const std::string& label,
                            const std::vector<std::pair<std::string, double>>& bars,
                            double scale) { return png_of(bars_of(title, label, bars), scale); });
  module.def("reliability_svg", [](const Model& model, const Dataset& data) {
    return to_svg(reliability_of(model, encode_as(data, model.star())));
  });
  module.def("model_report", [](const Model& model) { return to_html(report_of(model)); });
  module.def("poster_html",
             [](const std::string& title, const std::vector<std::tuple<std::string, double, std::string>>& items,
                const std::string& folder) {
               PosterPage page;
               page.chosen.title = title;
               for (const auto& [id, score, name] : items) page.items.push_back({id, static_cast<float>(score), name});
               return poster_html(page, folder).html;
             });
}

}  // namespace interplay::python
