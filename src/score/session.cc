#include <algorithm>
#include <cmath>

#include "interplay/error.h"
#include "interplay/score.h"
#include "score/row_scorer.h"

namespace interplay {
namespace {

float clipped_prediction(RowScorer& scorer) {
  const Model& model = scorer.shared()->model();
  scorer.score();
  const float value = scorer.prediction();
  if (!std::isfinite(value))
    throw Error(Code::bad_data, "the prediction is not a finite number",
                "correct the row's numbers, which lie far from those of the training rows");
  if (const auto& calibration = implementation_of(model).calibration; calibration && calibration->curve)
    return calibration->corrected(value);
  if (!model.clips()) return value;
  const auto [low, high] = model.target_range();
  return std::clamp(value, low, high);
}

std::size_t required_entity(const ScoringTables& tables, Role role) {
  const auto entity = tables.entity_of(role);
  if (!entity)
    throw Error(Code::unsupported, "the model has no " + std::string(name(role)) + " field",
                "give the values of its columns by their names");
  return *entity;
}

}  // namespace

ScoringSession::ScoringSession(const Model& model, const ScoringOptions& options)
    : ScoringSession(std::make_shared<const ScoringTables>(model, options)) {}
ScoringSession::ScoringSession(std::shared_ptr<const ScoringTables> tables)
    : scorer_(std::make_unique<RowScorer>(std::move(tables))) {}
ScoringSession::ScoringSession(const ScoringSession& other) : ScoringSession(other.scorer_->shared()) {}
ScoringSession::ScoringSession(ScoringSession&&) noexcept = default;
ScoringSession& ScoringSession::operator=(const ScoringSession& other) {
  if (this != &other) *this = ScoringSession(other);
  return *this;
}
ScoringSession& ScoringSession::operator=(ScoringSession&&) noexcept = default;
ScoringSession::~ScoringSession() = default;

float ScoringSession::predict(std::span<const NamedValue> values) {
  scorer_->shared()->encoder().encode(values, scorer_->row());
  return clipped_prediction(*scorer_);
}

float ScoringSession::predict(std::string_view user, std::string_view item) {
  const ScoringTables& tables = *scorer_->shared();
  const std::size_t users = required_entity(tables, Role::user), items = required_entity(tables, Role::item);
  EncodedRow& row = scorer_->row();
  tables.encoder().clear(row);
  row.entity_rows[users] = tables.star().entities[users].keys.code(user);
  row.entity_rows[items] = tables.star().entities[items].keys.code(item);
  tables.encoder().make(row);
  return clipped_prediction(*scorer_);
}

}  // namespace interplay
