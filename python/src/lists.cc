// Lists of items, similar items, explanations, fold-in, and single rows in microseconds.
#include "bindings.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/explain.h"
#include "interplay/fold_in.h"
#include "interplay/interactions.h"
#include "interplay/json.h"
#include "interplay/recommend.h"
#include "interplay/score.h"

namespace interplay::python {
namespace {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

// Parallel lists: item, score, title.
nb::tuple columns_of(std::span<const Scored> items) {
  std::vector<std::string> ids, titles;
  std::vector<float> scores;
  for (const Scored& item : items) {
    ids.push_back(item.item);
    titles.push_back(item.title);
    scores.push_back(item.score);
  }
  return nb::make_tuple(std::move(ids), array_of(std::move(scores)), std::move(titles));
}

nb::list lists(const Recommender& recommender, const std::vector<std::string>& users, std::size_t count,
               const nb::object& seen, const std::vector<std::string>& only,
               const std::optional<std::vector<std::string>>& allow, const std::vector<std::string>& deny,
               double diverse, const NamedTexts& values, int threads) {
  const Histories* histories = seen.is_none() ? nullptr : nb::cast<const Histories*>(seen);
  std::vector<UserList> result;
  {
    const nb::gil_scoped_release unlocked;
    std::optional<ItemSet> items;
    if (!only.empty() || allow || !deny.empty()) items = recommender.items({only, allow, deny});
    const ListRequest request{.count = count,
                              .items = items ? &*items : nullptr,
                              .seen = histories,
                              .diverse = diverse,
                              .values = values,
                              .threads = threads};
    result = recommender.lists(users, request);
  }
  nb::list rows;
  for (const UserList& list : result) rows.append(columns_of(list.items));
  return rows;
}

nb::tuple similar(const Recommender& recommender, const std::string& text, std::size_t count,
                  const std::string& similarity, bool users) {
  std::vector<Scored> items;
  {
    const nb::gil_scoped_release unlocked;
    items = users ? recommender.similar_users(text, count, similarity_named(similarity))
                  : recommender.similar(recommender.find_item(text), count, similarity_named(similarity));
  }
  return columns_of(items);
}

// The explanation of a row that is named by values, and the SVG of its terms is made from it in Python.
std::string explain_values(const Model& model, const NamedTexts& values, const std::string& detail) {
  const nb::gil_scoped_release unlocked;
  const Dataset row = encode_row(model.star(), values);
  return to_json(explain(model, row, 0, detail == "fields" ? Detail::fields : Detail::features));
}

std::string explain_row(const Model& model, const Dataset& data, std::uint32_t row, const std::string& detail) {
  if (row >= data.rows) throw nb::index_error("there is no such row");
  const nb::gil_scoped_release unlocked;
  const Dataset encoded = encode_as(data, model.star());
  return to_json(explain(model, encoded, row, detail == "fields" ? Detail::fields : Detail::features));
}

// A new user with these items and ratings (NaN: none).
nb::tuple fold_in_history(const Model& model, const NamedTexts& items, const std::vector<std::optional<float>>& ratings,
                          const std::optional<std::string>& given, int threads) {
  const Recommender recommender(model);
  const Star& star = model.star();
  const auto field = star.schema.find(Role::user);
  std::string user = given.value_or("");
  if (!given) {
    const Vocabulary& keys = star.entities[star.schema.fields[*field].table - 1].keys;
    if (keys.integers()) {
      std::int64_t id = 1;
      while (keys.code(id) != 0) ++id;
      user = std::to_string(id);
    } else {
      user = "new";
      while (keys.code(user) != 0) user += "_";
    }
  }
  std::vector<RatedItem> rated;
  for (std::size_t i = 0; i < items.size(); ++i) rated.push_back({recommender.find_item(items[i].first), ratings[i]});
  std::optional<Model> wider;
  Dataset history;
  {
    const nb::gil_scoped_release unlocked;
    history = history_of(model, user, rated);
    wider = fold_in(model, history, {.threads = threads});
  }
  return nb::make_tuple(*wider, user, history);
}

nb::tuple fold_in_data(const Model& model, const Dataset& data, int threads) {
  FoldInReport report;
  std::optional<Model> wider;
  {
    const nb::gil_scoped_release unlocked;
    Dataset interactions = data;
    if (model.data_options().implicit) interactions = interactions_of(std::move(interactions), model.data_options());
    wider = fold_in(model, interactions, {.threads = threads}, &report);
  }
  return nb::make_tuple(*wider, report.users, report.items, report.rows);
}

// The text of a value of a row: texts and whole numbers come as they are, without a call of Python.
class Texts {
 public:
  std::string_view of(nb::handle value) {
    if (PyUnicode_Check(value.ptr())) {
      Py_ssize_t size = 0;
      const char* bytes = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
      if (bytes == nullptr) throw nb::python_error();
      return {bytes, static_cast<std::size_t>(size)};
    }
    kept_.push_back(nb::cast<std::string>(nb::str(value)));
    return kept_.back();
  }
  void reserve(std::size_t count) { kept_.reserve(count); }

 private:
  std::vector<std::string> kept_;
};

float predict_row(ScoringSession& session, const nb::dict& values) {
  Texts texts;
  texts.reserve(values.size());
  std::vector<ScoringSession::NamedValue> row;
  row.reserve(values.size());
  for (const auto& [name, value] : values) {
    if (value.is_none()) continue;
    if (!PyUnicode_Check(name.ptr())) throw nb::type_error("names of values are texts");
    row.emplace_back(texts.of(name), texts.of(value));
  }
  return session.predict(row);
}

}  // namespace

void bind_lists(nb::module_& module) {
  nb::class_<Histories>(module, "Histories")
      .def("__init__", [](Histories* self, const Recommender& recommender, const Model& model, const Dataset& data) {
        const nb::gil_scoped_release unlocked;
        new (self) Histories(recommender, encode_as(data, model.star()));
      });
  nb::class_<Recommender>(module, "Recommender")
      .def(
          "__init__",
          [](Recommender* self, const Model& model, const std::vector<std::string>& new_items) {
            const nb::gil_scoped_release unlocked;
            new (self) Recommender(model, {new_items});
          },
          nb::arg("model"), nb::arg("new_items") = std::vector<std::string>())
      .def("lists", lists, nb::arg("users"), nb::arg("count"), nb::arg("seen").none(), nb::arg("only"),
           nb::arg("allow").none(), nb::arg("deny"), nb::arg("diverse"), nb::arg("values"), nb::arg("threads"))
      .def("similar", similar, nb::arg("text"), nb::arg("count"), nb::arg("similarity"), nb::arg("users"))
      .def("find_item", &Recommender::find_item)
      .def("title", &Recommender::title)
      .def("users", &Recommender::users)
      .def("weighs_items", &Recommender::weighs_items)
      .def("__len__", &Recommender::size);
  module.def("explain_values", explain_values);
  module.def("explain_row", explain_row);
  module.def("fold_in_history", fold_in_history, nb::arg("model"), nb::arg("items"), nb::arg("ratings"),
             nb::arg("user").none(), nb::arg("threads"));
  module.def("fold_in_data", fold_in_data);
  nb::class_<ScoringSession>(module, "ScoringSession")
      .def(nb::init<const Model&>())
      .def("predict", predict_row)
      .def("predict", [](ScoringSession& session, nb::handle user, nb::handle item) {
        Texts texts;
        texts.reserve(2);
        return session.predict(texts.of(user), texts.of(item));
      });
}

}  // namespace interplay::python
