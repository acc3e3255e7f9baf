// interplay::Model: where its file meets its contents, and what it tells of itself.
#include "interplay/model.h"

#include "model/file.h"
#include "model/implementation.h"
#include "model/response.h"

namespace interplay {

Model::Model(std::shared_ptr<const ModelImplementation> implementation) : implementation_(std::move(implementation)) {}

struct ModelAccess {
  static Model make(std::shared_ptr<const ModelImplementation> from) { return Model(std::move(from)); }
  static const ModelImplementation& look(const Model& model) { return *model.implementation_; }
};

Model model_of(std::shared_ptr<const ModelImplementation> implementation) {
  return ModelAccess::make(std::move(implementation));
}

const ModelImplementation& implementation_of(const Model& model) { return ModelAccess::look(model); }

Model Model::load(const std::filesystem::path& path, bool verify) { return model_of(load_model(path, verify)); }

void Model::save(const std::filesystem::path& path) const { save_model(*implementation_, path); }

std::string_view Model::name() const { return implementation_->options.model; }
const Schema& Model::schema() const { return implementation_->star.schema; }
const Star& Model::star() const { return implementation_->star; }
const TrainOptions& Model::options() const { return implementation_->options; }
const DataOptions& Model::data_options() const { return implementation_->data_options; }
const History& Model::history(std::size_t run) const { return implementation_->histories.at(run); }
std::size_t Model::runs() const { return implementation_->histories.size(); }
std::size_t Model::members() const { return implementation_->members.size(); }
std::string_view Model::library_version() const { return implementation_->library_version; }

std::pair<float, float> Model::target_range() const {
  return {implementation_->target.low, implementation_->target.high};
}

std::vector<float> Model::levels() const { return Response::levels(implementation_->plan->objective()); }

std::vector<double> Model::thresholds() const {
  std::vector<double> means;
  const auto tensor = implementation_->plan->thresholds();
  if (!tensor) return means;
  for (std::size_t member = 0; member < members(); ++member) {
    const TensorView thresholds = parameters(member)[*tensor];
    means.resize(thresholds.columns, 0.0);
    for (std::size_t k = 0; k < thresholds.columns; ++k)
      means[k] += static_cast<double>(thresholds.data[k]) / static_cast<double>(members());
  }
  return means;
}

std::optional<CalibrationInfo> Model::calibration() const {
  if (!implementation_->calibration) return std::nullopt;
  return implementation_->calibration->info;
}

bool Model::clips() const { return implementation_->plan->clips(options().clip); }

MetricValues learned_l2(const Model& model, std::size_t run) {
  const History& history = model.history(run);
  if (history.epochs.empty()) return {};
  const bool best = model.options().restore_best && history.best_epoch > 0;
  const std::int64_t kept = best ? history.best_epoch : history.epochs.back().epoch;
  for (const EpochRecord& record : history.epochs)
    if (record.epoch == kept) return record.l2;
  return {};
}

std::vector<TensorView> Model::parameters(std::size_t member) const {
  std::vector<TensorView> views;
  const std::shared_ptr<const Parameters> parameters = implementation_->members.at(member);
  for (const Tensor& tensor : parameters->tensors()) {
    views.push_back({tensor.name, tensor.rows, tensor.columns, tensor.stride, tensor.data, parameters});
  }
  return views;
}

std::uint64_t Model::parameter_count() const {
  std::uint64_t count = 0;
  for (const TensorView& tensor : parameters()) count += std::uint64_t{tensor.rows} * tensor.columns;
  return count;
}

}  // namespace interplay
