#include "report/coefficients.h"

#include "report/words.h"

namespace interplay::report {

Chart coefficient_curves(const Model& model) {
  const History& history = model.history();
  Chart chart;
  chart.title = "Learned L2";
  chart.x_label = "epoch";
  chart.y_label = "coefficient";
  chart.whole_x = true;
  for (const auto& [name, value] : history.epochs.front().l2) chart.series.push_back({.name = name, .x = {}, .y = {}});
  for (const EpochRecord& record : history.epochs) {
    for (std::size_t i = 0; i < record.l2.size() && i < chart.series.size(); ++i) {
      chart.series[i].x.push_back(static_cast<double>(record.epoch));
      chart.series[i].y.push_back(record.l2[i].second);
    }
  }
  return chart;
}

Report::Table coefficients_table(const Model& model) {
  Report::Table table{.caption = "L2 learned on the validation part; of vectors the mean over their coordinates",
                      .headings = {"tensor", ">L2"},
                      .rows = {}};
  for (const auto& [name, value] : learned_l2(model)) table.rows.push_back({name, short_number(value)});
  return table;
}

}  // namespace interplay::report
