// What the chains of solver mcmc went through: pictures and a table.
#include <fmt/format.h>

#include <cmath>

#include "interplay/chains.h"
#include "interplay/report.h"
#include "report/draw/traces.h"
#include "report/words.h"

namespace interplay::report {

std::vector<Chart> trace_charts(const Model& model) {
  std::vector<Chart> charts;
  const auto burn_in = static_cast<double>(burn_in_of(model.options()));
  for (const ChainNumber& number : chain_numbers(model)) {
    Chart chart;
    chart.title = fmt::format("Trace of {}", number.name);
    chart.x_label = "pass";
    chart.y_label = number.name;
    chart.whole_x = true;
    chart.width = 310;
    chart.height = 230;
    if (burn_in > 0) {
      chart.marked_x = burn_in;
      chart.marked_label = "burn-in";
    }
    for (std::size_t c = 0; c < number.chains.size(); ++c) {
      Series series{
          .name = number.chains.size() > 1 ? fmt::format("chain {}", c + 1) : "", .x = {}, .y = number.chains[c]};
      for (std::size_t pass = 1; pass <= series.y.size(); ++pass) series.x.push_back(static_cast<double>(pass));
      chart.series.push_back(std::move(series));
    }
    charts.push_back(std::move(chart));
  }
  return charts;
}

Report::Table chains_table(const Model& model) {
  Report::Table table{
      .caption = "After the burn-in; R-hat compares the halves of all chains, and is close to 1 where they agree",
      .headings = {"number", ">mean", ">deviation", ">R-hat"},
      .rows = {}};
  for (const ChainNumber& number : chain_numbers(model))
    table.rows.push_back({number.name, short_number(number.mean), short_number(number.deviation),
                          std::isfinite(number.rhat) ? fmt::format("{:.3f}", number.rhat) : "-"});
  return table;
}

}  // namespace interplay::report
