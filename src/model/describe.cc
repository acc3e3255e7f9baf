// Model::parts: a plan in words and numbers.
#include <fmt/format.h>

#include "interplay/model.h"
#include "model/implementation.h"

namespace interplay {
namespace {

Model::Part named(std::string_view name, std::string_view kind, std::string_view reads) {
  Model::Part part;
  part.name = name;
  part.kind = kind;
  part.reads = reads;
  return part;
}

void count(const Tensor& tensor, Model::Part& part) {
  part.parameters += std::uint64_t{tensor.rows} * tensor.columns;
  if (!tensor.trainable) part.frozen += std::uint64_t{tensor.rows} * tensor.columns;
  part.bytes += std::uint64_t{tensor.size()} * sizeof(float);
}

std::string shape_of(const Tensor& tensor) { return fmt::format("{} x {}", tensor.rows, tensor.columns); }

void append(std::string& list, std::string_view text) {
  if (!list.empty()) list += ", ";
  list += text;
}

Model::Part describe_table(const Embedding& table, const ModelPlan& plan, const Parameters& parameters) {
  Model::Part part = named(table.name(), "embedding", "");
  const std::vector<std::size_t> inputs = plan.schema().inputs();
  std::uint64_t rows = 0;
  for (const Embedding::Slot& slot : table.slots()) {
    append(part.reads, plan.schema().fields[inputs[slot.input]].name);
    rows += parameters[slot.tensor].rows;
    count(parameters[slot.tensor], part);
  }
  part.shape = fmt::format("{} x {}", rows, table.columns());
  return part;
}

// The tensors that belong to a term or to the head alone.
void describe_own(std::pair<TensorId, TensorId> tensors, const Parameters& parameters, Model::Part& part) {
  for (TensorId id = tensors.first; id < tensors.second; ++id) {
    append(part.shape, shape_of(parameters[id]));
    count(parameters[id], part);
  }
}

std::string columns_text(std::size_t columns) { return fmt::format("{} column{}", columns, columns == 1 ? "" : "s"); }

// The link, and the parameters of the objective, which belong to it.
Model::Part describe_link(const ModelPlan& plan, const Parameters& parameters) {
  const Link& link = plan.objective().link;
  Model::Part part = named("link", link.name(), "score");
  if (link.given_ends()) {
    const auto [low, high] = plan.objective().range();
    part.shape = fmt::format("{} to {}", low, high);
  }
  if (link.needs_thresholds()) part.shape = fmt::format("{} levels", plan.objective().levels.size());
  for (const auto& own : {plan.thresholds(), plan.noise()})
    if (own) count(parameters[*own], part);
  for (const auto& [input, tensor] : plan.id_noise()) count(parameters[tensor], part);
  return part;
}

}  // namespace

std::vector<Model::Part> Model::parts() const {
  const ModelPlan& plan = *implementation_->plan;
  const std::shared_ptr<const Parameters> first = implementation_->parameters();
  const Parameters& parameters = *first;
  std::vector<Part> parts;
  for (const Embedding& table : plan.tables()) parts.push_back(describe_table(table, plan, parameters));
  for (std::size_t t = 0; t < plan.terms().size(); ++t) {
    const Term& term = *plan.terms()[t];
    const Embedding* table = plan.table_of(t);
    Part part = named(term.kind(), "term", table ? table->name() : "");
    const std::vector<std::size_t> inputs = plan.schema().inputs();
    if (table == nullptr)
      for (const std::size_t input : plan.inputs_of(t)) append(part.reads, plan.schema().fields[inputs[input]].name);
    describe_own(plan.term_tensors(t), parameters, part);
    if (part.shape.empty())
      part.shape = columns_text(std::max(term.columns(), term.block().fields * term.block().columns));
    parts.push_back(std::move(part));
  }
  Part head = named("head", plan.head().kind(), columns_text(plan.columns()));
  describe_own(plan.head_tensors(), parameters, head);
  parts.push_back(std::move(head));
  parts.push_back(describe_link(plan, parameters));
  return parts;
}

}  // namespace interplay
