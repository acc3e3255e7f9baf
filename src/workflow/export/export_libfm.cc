// A factorization machine as the text that libFM saves.
#include <fmt/format.h>

#include <cmath>

#include "base/files.h"
#include "interplay/error.h"
#include "interplay/export.h"
#include "workflow/export/tensor_rows.h"

namespace interplay {
namespace {

[[noreturn]] void refuse(std::string reason) {
  throw Error(Code::unsupported, "libFM cannot hold this model: " + reason, "--embeddings exports any model");
}

// What would make libFM score rows in another way than the model does.
void check(const ModelImplementation& model, const std::optional<FmShape>& shape) {
  if (!shape) refuse(fmt::format("'{}' is no factorization machine", model.options.model));
  const Link& link = model.plan->objective().link;
  if (!link.identity() && !link.log_odds())
    refuse(fmt::format("its link is {}, libFM knows the identity and the logistic one", link.name()));
  if (model.calibration && model.calibration->curve)
    refuse("its probabilities are calibrated, and libFM would predict those before");
  if (model.plan->objective().target_scale.transform != TargetTransform::none)
    refuse("its target is transformed (target_transform), and libFM would predict the transformed one");
  for (const Field& field : model.star.schema.fields)
    if (field.curve == Curve::ranks)
      refuse(fmt::format("the numbers of '{}' are read as ranks (numeric_scale = quantile)", field.name));
  if (!shape->factors) return;
  const Embedding& table = model.plan->tables()[*shape->factors];
  if (shape->dot && table.fields() != 2) refuse("only two of its fields interact");
  for (const Embedding::Slot& slot : table.slots()) {
    if (slot.kind == Kind::numeric && slot.numeric == NumericMap::affine)
      refuse("its numbers have an offset (numeric = affine), which would interact with their slope");
    if (slot.kind == Kind::multi && !shape->pairs_within_bags)
      refuse("values of one cell do not interact (pairs_within_bags = false), in libFM they do");
  }
}

// The tensors of a table by field of the schema; none for a field that the table does not cover.
std::vector<const Tensor*> tensors_of(const ModelImplementation& model, const Parameters& parameters,
                                      std::optional<std::size_t> table) {
  const std::vector<std::size_t> inputs = model.star.schema.inputs();
  std::vector<const Tensor*> tensors(inputs.size(), nullptr);
  if (table)
    for (const Embedding::Slot& slot : model.plan->tables()[*table].slots())
      tensors[slot.input] = &parameters[slot.tensor];
  return tensors;
}

std::string feature_line(std::size_t number, const Field& field, std::uint32_t row) {
  std::string line = fmt::format("{}\t{}\t", number, table_cell(field.name));
  const std::string ends = fmt::format("\t{}\t{}\n", name(field.curve), field.limit);
  if (field.kind == Kind::numeric) return line + fmt::format("\t{}\t{}", field.mean, field.scale) + ends;
  line += table_cell(row_name(field, row));
  if (row == 0 || row > field.scales.size()) return line + "\t\t\t\t\n";
  return line + fmt::format("\t0\t{}", field.scales[row - 1]) + ends;
}

}  // namespace

std::vector<ExportedFile> export_libfm(const Model& source, const std::filesystem::path& file,
                                       std::optional<std::size_t> member) {
  const ModelImplementation& model = implementation_of(source);
  if (!member && model.members.size() > 1)
    throw Error(
        Code::usage,
        fmt::format("the model has {} members, and libFM's text holds one set of parameters", model.members.size()),
        "name one with --member");
  check_member(model, member.value_or(0));
  const std::shared_ptr<const Parameters> wanted = model.members.at(member.value_or(0));
  const Parameters& parameters = *wanted;
  const auto shape = model.plan->fm_shape();
  check(model, shape);
  const auto weights = tensors_of(model, parameters, shape->linear),
             vectors = tensors_of(model, parameters, shape->factors);
  const std::vector<std::size_t> inputs = model.star.schema.inputs();
  // libFM predicts in the target's own units: weights grow with their scale, products of two vectors as well.
  const TargetScale& target = model.plan->objective().target_scale;
  const auto weight_scale = static_cast<float>(target.scale),
             vector_scale = static_cast<float>(std::sqrt(target.scale));
  std::string unary, pairwise, features = "feature\tfield\tid\tmean\tscale\tcurve\tlimit\n";
  std::size_t number = 0, columns = 0;
  if (shape->factors) columns = model.plan->tables()[*shape->factors].columns();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Field& field = model.star.schema.fields[inputs[i]];
    const Tensor* const any = weights[i] ? weights[i] : vectors[i];
    for (std::uint32_t row = 0; any && row < any->rows; ++row) {
      unary += fmt::format("{}\n", weights[i] ? weight_scale * *weights[i]->row(row) : 0.0f);
      std::vector<float> vector(columns, 0.0f);
      if (vectors[i]) vector.assign(vectors[i]->row(row), vectors[i]->row(row) + columns);
      for (float& value : vector) value *= vector_scale;
      pairwise += fmt::format("{}\n", fmt::join(vector, " "));
      features += feature_line(number++, field, row);
    }
  }
  const double start = shape->bias ? static_cast<double>(*parameters[*shape->bias].data) : 0;
  const auto bias = static_cast<float>(target.shift + target.scale * start);
  const std::filesystem::path names = file.string() + ".features.tsv";
  write_file(names, features);
  write_file(file, fmt::format("#global bias W0\n{}\n#unary interactions Wj\n{}#pairwise interactions Vj,f\n{}", bias,
                               unary, pairwise));
  return {{file, fmt::format("libFM model of {} features and {} factors", number, columns)},
          {names, "what its features are", true}};
}

}  // namespace interplay
