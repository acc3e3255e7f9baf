#include "score/row_scorer.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/bfloat16.h"

namespace interplay {
namespace {

constexpr std::array<std::uint32_t, 1> the_row = {0};

// Rows `codes` of a table of categories that is stored as bfloat16, one after the other.
void decode_rows(const std::uint16_t* from, std::size_t stride, std::span<const std::uint32_t> codes,
                 std::vector<float>& to) {
  to.resize(std::max(to.size(), codes.size() * stride));
  float* next = to.data();
  for (const std::uint32_t code : codes)
    next = std::transform(from + code * stride, from + (code + std::size_t{1}) * stride, next, from_bfloat16);
}

}  // namespace

RowScorer::RowScorer(std::shared_ptr<const ScoringTables> tables)
    : tables_(std::move(tables)),
      row_(tables_->encoder().blank()),
      views_(tables_->encoder().views(row_)),
      scores_(tables_->members()) {
  const std::optional<StarInputs>& star = tables_->factorization();
  if (!star) {
    workspace_.emplace(tables_->plan(), 1, KeptGradients::none);
    return;
  }
  for (std::size_t e = 0; e < star->entities.size(); ++e)
    entities_.push_back(tables_->sums(e).numbers.size() > 0 ? Sums{} : blank_sums());
  if (!star->own.empty()) vectors_ = AlignedArray<float>(tables_->members() * star->stride);
  joined_.resize(star->entities.size());
}

std::span<const float> RowScorer::score() {
  renew_views();
  tables_->factorization() ? score_factorization() : score_terms();
  return scores_;
}

float RowScorer::prediction() const {
  if (scores_.size() == 1) return tables_->response(0).prediction(scores_[0], deviation(0));
  // A running mean (Welford 1962), as predictions of whole batches take it.
  double mean = 0;
  for (std::size_t m = 0; m < scores_.size(); ++m)
    mean += (tables_->response(m).moments(scores_[m], deviation(m)).mean - mean) / static_cast<double>(m + 1);
  return static_cast<float>(mean);
}

float RowScorer::listed_prediction() const {
  float sum = 0;
  for (std::size_t m = 0; m < scores_.size(); ++m)
    sum += tables_->response(m).prediction(scores_[m], deviation(m)) / static_cast<float>(scores_.size());
  return sum;
}

float RowScorer::deviation(std::size_t member, std::uint32_t without_table) const {
  float product = 1;
  for (const ScoringTables::IdDeviations& ids : tables_->deviations()) {
    const FieldView& view = views_[ids.input];
    if (without_table != 0 && view.field->table == without_table) continue;
    const std::uint32_t code = std::get<CategoricalColumn>(*view.column).codes[view.row(0)];
    product *= ids.values[code * scores_.size() + member];
  }
  return product;
}

RowScorer::Sums RowScorer::blank_sums() const {
  return {AlignedArray<float>(scores_.size() * tables_->factorization()->stride), AlignedArray<float>(scores_.size())};
}

float RowScorer::add_features(const StarInputs::Input& input, std::uint32_t table_row, std::size_t member,
                              float* vector) {
  const StarInputs& star = *tables_->factorization();
  const std::span<const MemberTensor> tensors = tables_->tensors(member);
  const FieldBag bag = bag_of(views_[input.input], table_row);
  const MemberTensor linear = input.linear ? tensors[*input.linear] : MemberTensor{};
  const MemberTensor factors = input.factors ? tensors[*input.factors] : MemberTensor{};
  const std::size_t weight_stride = input.linear ? padded(tables_->plan().specs()[*input.linear].columns) : 0;
  kernels::FeatureTables tables{factors.exact, star.stride, linear.exact, weight_stride};
  kernels::FeatureBag read{bag.codes.data(), bag.x, bag.factor, bag.codes.size()};
  // A member rounds both tables of a field of categories or none.
  if (linear.rounded != nullptr || factors.rounded != nullptr) {
    if (factors.rounded) decode_rows(factors.rounded, star.stride, bag.codes, decoded_vectors_);
    if (linear.rounded) decode_rows(linear.rounded, weight_stride, bag.codes, decoded_weights_);
    while (decoded_codes_.size() < bag.codes.size())
      decoded_codes_.push_back(static_cast<std::uint32_t>(decoded_codes_.size()));
    tables = {factors.rounded ? decoded_vectors_.data() : nullptr, star.stride,
              linear.rounded ? decoded_weights_.data() : nullptr, weight_stride};
    read.codes = decoded_codes_.data();
  }
  const float number = kernels::add_features(tables, read, star.within_bags(), vector);
  return star.sides ? 0 : number;
}

kernels::SummedMembers RowScorer::entity_sums(std::size_t e, Sums& scratch) {
  const StarInputs& star = *tables_->factorization();
  const StarInputs::Entity& entity = star.entities[e];
  const bool described = row_.described[entity.table - 1];
  const std::uint32_t row = described ? 0 : row_.entity_rows[entity.table - 1];
  const std::size_t members = scores_.size(), stride = star.stride;
  if (const EntitySums& kept = tables_->sums(e); kept.numbers.size() > 0 && !described)
    return {kept.vectors.data() + row * members * stride, kept.numbers.data() + row * members};
  renew_views();
  if (scratch.numbers.size() == 0) scratch = blank_sums();
  std::ranges::fill(scratch.vectors, 0.0f);
  std::ranges::fill(scratch.numbers, 0.0f);
  for (const StarInputs::Input& input : entity.inputs)
    for (std::size_t m = 0; m < members; ++m)
      scratch.numbers[m] += add_features(input, row, m, scratch.vectors.data() + m * stride);
  return {scratch.vectors.data(), scratch.numbers.data()};
}

kernels::SummedMembers RowScorer::own_sums(const StarInputs::Input& input, Sums& scratch) {
  std::ranges::fill(scratch.vectors, 0.0f);
  for (std::size_t m = 0; m < scores_.size(); ++m)
    scratch.numbers[m] = add_features(input, 0, m, scratch.vectors.data() + m * tables_->factorization()->stride);
  return {scratch.vectors.data(), scratch.numbers.data()};
}

std::size_t RowScorer::bag_size(const StarInputs::Input& input) const {
  return bag_of(views_[input.input], 0).codes.size();
}

void RowScorer::score_factorization() {
  const StarInputs& star = *tables_->factorization();
  const std::size_t members = scores_.size(), stride = star.stride;
  for (std::size_t e = 0; e < joined_.size(); ++e) joined_[e] = entity_sums(e, entities_[e]);
  kernels::join_members(joined_.data(), joined_.size(), members, stride, tables_->biases().data(), scores_.data(),
                        star.own.empty() ? nullptr : vectors_.data());
  for (const StarInputs::Input& input : star.own)
    for (std::size_t m = 0; m < members; ++m) scores_[m] += add_features(input, 0, m, vectors_.data() + m * stride);
}

void RowScorer::score_terms() {
  const ModelPlan& plan = tables_->plan();
  const Batch batch{views_, the_row};
  MemberReader reader(implementation_of(tables_->model()).members, plan, batch);
  for (std::size_t m = 0; m < scores_.size(); ++m) {
    const Parameters* kept = tables_->parameters(m);
    const StepContext pass{.parameters = kept ? kept : &reader[m],
                           .bags = row_.describes() ? nullptr : tables_->bags(m)};
    forward_tile(plan, pass, batch, 0, 1, *workspace_);
    forward_whole(plan, pass, 1, *workspace_);
    plan.head().forward(pass, workspace_->columns(), 1, &scores_[m], workspace_->head_scratch());
  }
}

}  // namespace interplay
