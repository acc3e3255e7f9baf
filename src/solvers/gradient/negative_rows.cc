#include "solvers/gradient/negative_rows.h"

#include <algorithm>
#include <numeric>

#include "data/derive.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// Positives of a task.
constexpr std::size_t task_positives = 1024;

}  // namespace

NegativeRows::NegativeRows(const Dataset& data, std::shared_ptr<const NegativeItems> items,
                           std::unique_ptr<BatchSource> positives, std::span<const FieldView> fields,
                           const TaskPool& pool)
    : data_(data),
      items_(std::move(items)),
      positives_(std::move(positives)),
      positives_of_group_(items_->positives()),
      group_rows_(positives_of_group_ + items_->count()),
      pool_(pool),
      fields_(fields.begin(), fields.end()),
      columns_(fields.size()),
      rows_(fields.size()) {
  find_origins();
  const std::size_t rows = most_rows();
  for (std::vector<std::uint32_t>* array : {&item_, &group_, &interaction_, &places_}) array->resize(rows);
  std::iota(places_.begin(), places_.end(), 0u);
  target_.resize(rows);
  weight_.resize(rows);
  if (!items_->log_q().empty()) log_q_.resize(rows);
  if (reads_time_ && !data.time.empty()) time_.resize(rows);
}

void NegativeRows::find_origins() {
  const std::uint32_t table = data_.schema.fields[data_.schema.find(Role::item).value()].table;
  for (const FieldView& view : fields_) {
    const Field& field = *view.field;
    makers_.emplace_back();
    if (table > 0 && field.table == table) {
      from_.push_back(From::item_table);
    } else if (field.role == Role::item) {
      from_.push_back(From::item);
    } else if (is_made(field) && field.table == 0 && depends_on_item(field)) {
      std::vector<const Field*> parts;
      for (const std::string& name : field.derived.fields) parts.push_back(fields_[input_named(name)].field);
      makers_.back() = column_maker(field, parts);
      reads_time_ = reads_time_ || derivation_of(field)->reads_time;
      from_.push_back(From::made);
    } else {
      from_.push_back(From::positive);
    }
  }
  if (std::ranges::all_of(from_, [](From from) { return from == From::positive; }))
    throw Error(Code::usage, "negatives are rows with another item, and no field of the model depends on the item",
                "add the column of items, or one of their table, to --fields");
}

// Fields stand after those that they are made of.
bool NegativeRows::depends_on_item(const Field& field) const {
  return std::ranges::any_of(field.derived.fields, [&](const std::string& name) {
    const std::size_t part = input_named(name);
    return part < from_.size() && from_[part] != From::positive;
  });
}

std::size_t NegativeRows::input_named(const std::string& name) const {
  const auto found = std::ranges::find(fields_, name, [](const FieldView& view) { return view.field->name; });
  return static_cast<std::size_t>(found - fields_.begin());
}

void NegativeRows::start(std::uint64_t epoch) {
  epoch_ = epoch;
  groups_ = 0;
  positives_->start(epoch);
}

LabeledBatch NegativeRows::next() {
  const LabeledBatch positives = positives_->next();
  const std::size_t count = positives.batch.size(), rows = count * group_rows_;
  set_views(positives.batch);
  const std::size_t tasks = (count + task_positives - 1) / task_positives;
  const auto task = [&](std::size_t t) {
    for (std::size_t p = t * task_positives; p < std::min((t + 1) * task_positives, count); ++p) fill(positives, p);
  };
  tasks == 1 ? task(0) : pool_.run(tasks, task);
  groups_ += static_cast<std::uint32_t>(count);
  make_columns(rows);
  const auto part = [&](const auto& items) { return std::span(items).first(rows); };
  return {.batch = {fields_, part(std::as_const(places_))},
          .target = part(std::as_const(target_)),
          .weight = positives.weight.empty() ? std::span<const float>() : part(std::as_const(weight_)),
          .group = part(std::as_const(group_)),
          .interaction = part(std::as_const(interaction_)),
          .log_q = log_q_.empty() ? std::span<const float>() : part(std::as_const(log_q_)),
          .items = items_->known()};
}

// Fields whose rows are found in the same array share what is repeated of it.
void NegativeRows::set_views(const Batch& positives) {
  repeated_.clear();
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    FieldView& view = fields_[f];
    view = positives.fields[f];
    switch (from_[f]) {
      case From::positive: {
        const auto same = std::ranges::find_if(
            repeated_, [&](std::size_t other) { return positives.fields[other].row_of == view.row_of; });
        const std::size_t owner = same == repeated_.end() ? f : *same;
        if (owner == f) {
          rows_[f].resize(most_rows());
          repeated_.push_back(f);
        }
        view.row_of = rows_[owner].data();
        break;
      }
      case From::item_table:
        view.row_of = item_.data();
        break;
      case From::item:
      case From::made:
        view.column = &columns_[f];
        view.row_of = nullptr;
        break;
    }
  }
}

// The group of one positive.
void NegativeRows::fill(const LabeledBatch& positives, std::size_t positive) {
  const std::uint32_t interaction = positives.interaction[positive];
  const std::size_t first = positive * group_rows_;
  item_[first] = items_->item_of(interaction);
  items_->draw_positives(epoch_, interaction, std::span(item_).subspan(first + 1, positives_of_group_ - 1));
  items_->draw_run(epoch_, interaction, 0, std::span(item_).subspan(first + positives_of_group_, items_->count()));
  if (!log_q_.empty())
    for (std::size_t r = first; r < first + group_rows_; ++r) log_q_[r] = items_->log_q()[item_[r]];
  const auto repeat = [&](auto& all, auto value) {
    std::fill_n(all.begin() + static_cast<std::ptrdiff_t>(first), group_rows_, value);
  };
  repeat(target_, 0.0f);
  std::fill_n(target_.begin() + static_cast<std::ptrdiff_t>(first), positives_of_group_, 1.0f);
  repeat(group_, groups_ + static_cast<std::uint32_t>(positive));
  repeat(interaction_, interaction);
  if (!positives.weight.empty()) repeat(weight_, positives.weight[positive]);
  if (!time_.empty()) repeat(time_, data_.time[interaction]);
  const std::uint32_t row = positives.batch.rows[positive];
  for (const std::size_t f : repeated_) repeat(rows_[f], positives.batch.fields[f].row(row));
}

// In the order of fields: a column may be made of one that is made here.
void NegativeRows::make_columns(std::size_t rows) {
  const std::function<FieldView(const std::string&)> view_of = [&](const std::string& name) {
    return fields_[input_named(name)];
  };
  const std::span<const double> time = std::span(time_).first(time_.empty() ? 0 : rows);
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    if (from_[f] == From::item)
      columns_[f] = CategoricalColumn{std::vector(item_.begin(), item_.begin() + static_cast<std::ptrdiff_t>(rows))};
    if (from_[f] == From::made) columns_[f] = makers_[f]->make({view_of, rows, time});
  }
}

std::unique_ptr<BatchSource> negative_rows(const Dataset& data, const EpochRows& rows,
                                           std::shared_ptr<const NegativeItems> items, std::size_t batch) {
  EpochRows positives = rows;
  positives.group = {};
  const std::size_t most = std::max<std::size_t>(batch / (std::size_t{items->count()} + items->positives()), 1);
  auto order = std::make_unique<OrderedRows>(positives, std::min(most, std::max<std::size_t>(rows.rows.size(), 1)));
  return std::make_unique<NegativeRows>(data, std::move(items), std::move(order), rows.fields, rows.pool);
}

std::unique_ptr<BatchSource> negative_rows(const Dataset& data, const EpochRows& rows, const NegativeOptions& options,
                                           std::size_t batch) {
  return negative_rows(data, rows, std::make_shared<NegativeItems>(data, rows.rows, options, rows.seed), batch);
}

}  // namespace interplay
