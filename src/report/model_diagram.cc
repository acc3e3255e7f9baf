// The diagram of a model: its plan, drawn.
#include <fmt/format.h>

#include <algorithm>

#include "interplay/report.h"
#include "interplay/text.h"
#include "model/implementation.h"

namespace interplay {
namespace {

constexpr std::size_t most_fields = 8;  // more share one box
constexpr std::size_t most_lines = 8;

std::string times(std::size_t a, std::size_t b) { return fmt::format("{} × {}", a, b); }

std::string kind_line(const Field& field) {
  switch (field.kind) {
    case Kind::numeric:
      return fmt::format("numeric, {} to {}", short_number(field.minimum), short_number(field.maximum));
    case Kind::categorical:
      return fmt::format("one of {}", field.vocabulary.size());
    case Kind::multi:
      break;
  }
  return fmt::format("{} of {}", name(field.pooling), field.vocabulary.size());
}

// Not more than the box can hold; the rest is counted.
void shorten(std::vector<std::string>& lines) {
  if (lines.size() <= most_lines) return;
  const std::size_t left = lines.size() - (most_lines - 1);
  lines.resize(most_lines - 1);
  lines.push_back(fmt::format("and {} more", left));
}

class ModelDiagram {
 public:
  explicit ModelDiagram(const ModelImplementation& model)
      : plan_(*model.plan), first_(model.parameters()), parameters_(*first_), schema_(model.star.schema) {}

  Diagram draw(std::string_view title) && {
    diagram_.title = title;
    add_inputs();
    add_tables();
    const std::size_t head = add_terms_and_head();
    const Link& link = plan_.objective().link;
    std::vector<std::string> lines;
    if (link.given_ends()) {
      const auto [low, high] = plan_.objective().range();
      lines.push_back(fmt::format("{} to {}", low, high));
    }
    lines.push_back("out: n");
    const std::size_t output = add(Diagram::Kind::output, fmt::format("{} link", link.name()), std::move(lines));
    diagram_.arrows.emplace_back(head, output);
    const auto target = schema_.find(Role::target);
    const std::size_t loss = add(Diagram::Kind::output, fmt::format("{} loss", plan_.objective().loss->name()),
                                 {fmt::format("against {}", target ? schema_.fields[*target].name : "the target")});
    diagram_.arrows.emplace_back(output, loss);
    return std::move(diagram_);
  }

 private:
  std::size_t add(Diagram::Kind kind, std::string title, std::vector<std::string> lines) {
    diagram_.nodes.push_back({kind, std::move(title), std::move(lines)});
    return diagram_.nodes.size() - 1;
  }

  void add_inputs() {
    const std::vector<std::size_t> inputs = schema_.inputs();
    if (inputs.size() <= most_fields) {
      for (const std::size_t f : inputs)
        inputs_.push_back(add(Diagram::Kind::input, schema_.fields[f].name, {kind_line(schema_.fields[f])}));
      return;
    }
    std::vector<std::string> lines;
    for (const std::size_t f : inputs)
      lines.push_back(fmt::format("{}: {}", schema_.fields[f].name, kind_line(schema_.fields[f])));
    shorten(lines);
    inputs_.assign(inputs.size(), add(Diagram::Kind::input, fmt::format("{} fields", inputs.size()), std::move(lines)));
  }

  void add_tables() {
    const std::vector<std::size_t> inputs = schema_.inputs();
    for (const Embedding& table : plan_.tables()) {
      std::vector<std::string> lines;
      for (const Embedding::Slot& slot : table.slots())
        lines.push_back(fmt::format("{}: {}", schema_.fields[inputs[slot.input]].name, shape(slot.tensor)));
      shorten(lines);
      lines.push_back("out: n × " + times(table.fields(), table.columns()));
      tables_.push_back(add(Diagram::Kind::table, table.name() + " table", std::move(lines)));
      std::vector<std::size_t> sources;
      for (const Embedding::Slot& slot : table.slots()) sources.push_back(inputs_[slot.input]);
      sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
      for (const std::size_t source : sources) diagram_.arrows.emplace_back(source, tables_.back());
    }
  }

  std::size_t add_terms_and_head() {
    std::vector<std::size_t> terms;
    for (std::size_t t = 0; t < plan_.terms().size(); ++t) {
      const Term& term = *plan_.terms()[t];
      std::vector<std::string> lines = own(plan_.term_tensors(t));
      const BlockShape block = term.block();
      lines.push_back("out: " + times_n(std::max(term.columns(), block.fields * block.columns)));
      terms.push_back(add(Diagram::Kind::term, std::string(term.kind()), std::move(lines)));
      const Source source = term.source();
      if (!source.is_rows)
        diagram_.arrows.emplace_back(source.is_block ? terms[source.index] : tables_[source.index], terms.back());
      if (const auto second = term.second_table()) diagram_.arrows.emplace_back(tables_[*second], terms.back());
      for (const std::size_t input : term.inputs()) diagram_.arrows.emplace_back(inputs_[input], terms.back());
    }
    std::vector<std::string> lines = own(plan_.head_tensors());
    lines.push_back("in: " + times_n(plan_.columns()));
    lines.push_back("out: n");
    const std::size_t head = add(Diagram::Kind::head, fmt::format("{} head", plan_.head().kind()), std::move(lines));
    for (std::size_t t = 0; t < terms.size(); ++t)
      if (plan_.terms()[t]->columns() > 0) diagram_.arrows.emplace_back(terms[t], head);
    return head;
  }

  std::string shape(TensorId id) const { return times(parameters_[id].rows, parameters_[id].columns); }
  static std::string times_n(std::size_t columns) { return columns == 1 ? "n" : fmt::format("n × {}", columns); }

  std::vector<std::string> own(std::pair<TensorId, TensorId> tensors) const {
    std::vector<std::string> lines;
    for (TensorId id = tensors.first; id < tensors.second; ++id)
      lines.push_back(fmt::format("{}: {}", parameters_[id].name, shape(id)));
    shorten(lines);
    return lines;
  }

  const ModelPlan& plan_;
  std::shared_ptr<const Parameters> first_;
  const Parameters& parameters_;
  const Schema& schema_;
  Diagram diagram_;
  std::vector<std::size_t> inputs_, tables_;  // nodes of each input and table
};

}  // namespace

Bars contributions_of(const Model& model) {
  const ModelPlan& plan = *implementation_of(model).plan;
  const HeadWeights weights = plan.head().weights(*implementation_of(model).parameters());
  Bars bars{.title = fmt::format("Weights of the parts of {}", model.name()),
            .value_label = "weight in the score",
            .bars = {}};
  for (const std::string& name : plan.column_names()) bars.bars.emplace_back(name, weights.columns[bars.bars.size()]);
  return bars;
}

Diagram diagram_of(const Model& model) { return ModelDiagram(implementation_of(model)).draw(model.name()); }

}  // namespace interplay
