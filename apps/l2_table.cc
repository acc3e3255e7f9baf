#include "l2_table.h"

#include "text.h"

namespace interplay::cli {

std::string l2_text(const Model& model, std::size_t width) {
  const MetricValues coefficients = learned_l2(model);
  if (coefficients.empty()) return "";
  Table table({"learned L2", ">coefficient"});
  for (const auto& [name, value] : coefficients) table.row({name, short_number(value)});
  return table.text(width);
}

}  // namespace interplay::cli
