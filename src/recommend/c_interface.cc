// The C interface over Model, ScoringSession and Recommender.
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "interplay.h"
#include "interplay/error.h"
#include "interplay/recommend.h"
#include "interplay/score.h"

// The parts that only some callers need are made when first asked for.
struct interplay_model {
  interplay::Model model;

  const interplay::ScoringSession& session() const {
    std::call_once(session_once_, [&] { session_.emplace(model); });
    return *session_;
  }
  const interplay::Recommender& recommender() const {
    std::call_once(recommender_once_, [&] { recommender_.emplace(model); });
    return *recommender_;
  }

  mutable std::once_flag session_once_{}, recommender_once_{};
  mutable std::optional<interplay::ScoringSession> session_{};  // what every session is a copy of
  mutable std::optional<interplay::Recommender> recommender_{};
};

struct interplay_session {
  interplay::ScoringSession session;
  std::vector<interplay::ScoringSession::NamedValue> values{};
};

struct interplay_list {
  std::vector<interplay::Scored> entries;
};

namespace interplay {
namespace {

// Of a thread; it keeps its memory, so that to report want of memory takes none.
std::string& error_text() {
  thread_local std::string text;
  return text;
}

// As far as there is memory to say it.
interplay_status failed(interplay_status status, const char* text) noexcept {
  try {
    error_text() = text;
  } catch (...) {
    error_text().clear();
  }
  return status;
}

interplay_status status_of(Code code) {
  switch (code) {
    case Code::usage:
      return INTERPLAY_USAGE;
    case Code::bad_data:
      return INTERPLAY_BAD_DATA;
    case Code::bad_model:
      return INTERPLAY_BAD_MODEL;
    case Code::not_found:
      return INTERPLAY_NOT_FOUND;
    case Code::io:
      return INTERPLAY_IO;
    case Code::unsupported:
      return INTERPLAY_UNSUPPORTED;
    case Code::diverged:  // of training
    case Code::interrupted:
      break;
  }
  return INTERPLAY_INTERNAL;
}

// Runs what may throw. No exception passes it.
template <class Work>
interplay_status guarded(const Work& work) noexcept {
  try {
    work();
    return INTERPLAY_OK;
  } catch (const Error& error) {
    return failed(status_of(error.code()), error.what());
  } catch (const std::bad_alloc&) {
    return failed(INTERPLAY_OUT_OF_MEMORY, "there is not enough memory");
  } catch (const std::exception& error) {
    return failed(INTERPLAY_INTERNAL, error.what());
  } catch (...) {
    return failed(INTERPLAY_INTERNAL, "an unknown exception");
  }
}

}  // namespace
}  // namespace interplay

using interplay::guarded;

const char* interplay_version(void) { return INTERPLAY_VERSION; }

const char* interplay_error_text(void) { return interplay::error_text().c_str(); }

interplay_status interplay_model_load(const char* path, interplay_model** model) {
  return guarded([&] { *model = new interplay_model{interplay::Model::load(path)}; });
}

void interplay_model_free(interplay_model* model) { delete model; }

interplay_status interplay_session_new(const interplay_model* model, interplay_session** session) {
  return guarded([&] { *session = new interplay_session{model->session()}; });
}

void interplay_session_free(interplay_session* session) { delete session; }

interplay_status interplay_score(interplay_session* session, const interplay_value* values, size_t count,
                                 float* score) {
  return guarded([&] {
    session->values.clear();
    for (size_t i = 0; i < count; ++i) session->values.emplace_back(values[i].name, values[i].value);
    *score = session->session.predict(session->values);
  });
}

interplay_status interplay_score_ids(interplay_session* session, const char* user, const char* item, float* score) {
  return guarded([&] { *score = session->session.predict(user, item); });
}

interplay_status interplay_recommend(const interplay_model* model, const char* user, size_t count,
                                     const char* const* exclude, size_t excluded, interplay_list** list) {
  return guarded([&] {
    const std::vector<std::string> known(exclude, exclude + excluded);
    *list = new interplay_list{model->recommender().recommend(user, count, known)};
  });
}

interplay_status interplay_similar(const interplay_model* model, const char* item, size_t count,
                                   interplay_list** list) {
  return guarded([&] { *list = new interplay_list{model->recommender().similar(item, count)}; });
}

size_t interplay_list_size(const interplay_list* list) { return list->entries.size(); }

const char* interplay_list_item(const interplay_list* list, size_t index) {
  return index < list->entries.size() ? list->entries[index].item.c_str() : nullptr;
}

float interplay_list_score(const interplay_list* list, size_t index) {
  return index < list->entries.size() ? list->entries[index].score : 0;
}

const char* interplay_list_title(const interplay_list* list, size_t index) {
  return index < list->entries.size() ? list->entries[index].title.c_str() : nullptr;
}

void interplay_list_free(interplay_list* list) { delete list; }
