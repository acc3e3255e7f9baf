/* Scoring from C: load a model, predict, list the best items and the most similar ones. Component interplay::scoring.
 *
 * Errors. A function that can fail returns a status, and on failure changes nothing that it was given to fill. What
 * went wrong is said by interplay_error_text(), of the calling thread. No C++ exception leaves a function.
 *
 * Ownership. What a function gives through a pointer to a pointer belongs to the caller, who frees it by the function
 * of its kind; NULL may be freed. Sessions and lists may outlive the model that they came from. Texts that are given to
 * a function are read during the call only; texts that a list gives live as long as the list.
 *
 * Threads. A model never changes: many threads may use one at once. So may they a list. A session is for one thread at
 * a time, and every thread takes its own. A thing is freed when no other thread uses it.
 *
 * Texts are UTF-8 and end with a zero byte. Pointers are not NULL unless it says so. */
#ifndef INTERPLAY_H
#define INTERPLAY_H

#include <stddef.h>

#include "interplay/version.h"

#if defined(__GNUC__)
#define INTERPLAY_C_API __attribute__((visibility("default")))
#else
#define INTERPLAY_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct interplay_model interplay_model;
typedef struct interplay_session interplay_session;
typedef struct interplay_list interplay_list;

typedef enum interplay_status {
  INTERPLAY_OK = 0,
  INTERPLAY_USAGE = 1,       /* a name that the model does not read, or one that is given twice */
  INTERPLAY_BAD_DATA = 2,    /* a value that is no number where one is needed; a prediction that is not finite */
  INTERPLAY_BAD_MODEL = 3,   /* the file is corrupt, foreign or of a version that cannot be read */
  INTERPLAY_NOT_FOUND = 4,   /* no such file; a user or an item that was not seen in training */
  INTERPLAY_IO = 5,          /* the operating system refused */
  INTERPLAY_UNSUPPORTED = 6, /* this model cannot do it: one without users and items, one without vectors */
  INTERPLAY_OUT_OF_MEMORY = 7,
  INTERPLAY_INTERNAL = 8 /* a fault of the library */
} interplay_status;

/* A column of an interaction and its value: {"user", "196"}, {"hour", "23"}. */
typedef struct interplay_value {
  const char* name;
  const char* value;
} interplay_value;

/* Of the library that is linked: "0.1.0". INTERPLAY_VERSION is that of this header. */
INTERPLAY_C_API const char* interplay_version(void);

/* What the last failure on this thread was and what to do; empty before the first. Valid until the next failure. */
INTERPLAY_C_API const char* interplay_error_text(void);

/* Maps the file. It must stay as it is while the model is used; replace it by renaming another over it. */
INTERPLAY_C_API interplay_status interplay_model_load(const char* path, interplay_model** model);
INTERPLAY_C_API void interplay_model_free(interplay_model* model);

/* The first session of a model prepares what all of them share, and takes the longest. */
INTERPLAY_C_API interplay_status interplay_session_new(const interplay_model* model, interplay_session** session);
INTERPLAY_C_API void interplay_session_free(interplay_session* session);

/* The prediction for a row of `count` names and values: in the units of the target, or a probability. "user" and "item"
 * name their columns, whatever these are called; what is not named is missing, and an id that the model does not know
 * is the unknown one. `values` may be NULL where `count` is 0. */
INTERPLAY_C_API interplay_status interplay_score(interplay_session* session, const interplay_value* values,
                                                 size_t count, float* score);

/* The same for the ids of a user and an item; all else is missing. */
INTERPLAY_C_API interplay_status interplay_score_ids(interplay_session* session, const char* user, const char* item,
                                                     float* score);

/* The `count` items (fewer where there are not as many) that the model predicts highest for a user seen in training,
 * best first, without the `excluded` ones that `exclude` names (NULL where that is 0). Scores are in the units of the
 * target and not clipped to its range. The first list of a model takes the longest. */
INTERPLAY_C_API interplay_status interplay_recommend(const interplay_model* model, const char* user, size_t count,
                                                     const char* const* exclude, size_t excluded,
                                                     interplay_list** list);

/* The `count` items whose vectors have the largest cosine, which is their score, with that of an item seen in training.
 */
INTERPLAY_C_API interplay_status interplay_similar(const interplay_model* model, const char* item, size_t count,
                                                   interplay_list** list);

INTERPLAY_C_API size_t interplay_list_size(const interplay_list* list);
/* Of the entry at `index`, from 0; NULL, or a score of 0, where the list ends before it. */
INTERPLAY_C_API const char* interplay_list_item(const interplay_list* list, size_t index);
INTERPLAY_C_API float interplay_list_score(const interplay_list* list, size_t index);
/* How people call the item; empty where the model does not know. */
INTERPLAY_C_API const char* interplay_list_title(const interplay_list* list, size_t index);
INTERPLAY_C_API void interplay_list_free(interplay_list* list);

#ifdef __cplusplus
}
#endif

#endif
