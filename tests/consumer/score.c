/* What a service in C does with the component `scoring`: scores, lists of items, errors. C99.
 * Usage: score MODEL PREDICTIONS, a model file and what it predicts for the rows below (tests/model/golden). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "interplay.h"

#define CHECK(condition)                                                                     \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      printf("line %d: %s; last error: %s\n", __LINE__, #condition, interplay_error_text()); \
      return 1;                                                                              \
    }                                                                                        \
  } while (0)

static const interplay_value rows[5][3] = {
    {{"user", "u1"}, {"item", "100"}, {"hour", "3"}}, {{"user", "u999"}, {"item", "107"}, {"hour", "4"}},
    {{"user", "u2"}, {"item", "1"}, {"hour", ""}},    {{"user", "u7"}, {"item", "149"}, {"hour", "23"}},
    {{"user", "u0"}, {"item", "156"}, {"hour", "0"}},
};

static int scores(const interplay_model* model, const char* predictions) {
  interplay_session* session = NULL;
  FILE* expected = fopen(predictions, "r");
  float score = 0, wanted = 0, same = 0;
  size_t row;
  CHECK(expected != NULL);
  CHECK(interplay_session_new(model, &session) == INTERPLAY_OK);
  for (row = 0; row < 5; ++row) {
    CHECK(fscanf(expected, "%f", &wanted) == 1);
    CHECK(interplay_score(session, rows[row], 3, &score) == INTERPLAY_OK);
    CHECK(fabsf(score - wanted) < 1e-5f);
  }
  fclose(expected);
  CHECK(interplay_score(session, rows[0], 2, &score) == INTERPLAY_OK);
  CHECK(interplay_score_ids(session, "u1", "100", &same) == INTERPLAY_OK);
  CHECK(same == score);
  CHECK(interplay_score(session, NULL, 0, &score) == INTERPLAY_OK);

  {
    const interplay_value unknown[] = {{"colour", "red"}}, word[] = {{"hour", "late"}};
    const float before = score;
    CHECK(interplay_score(session, unknown, 1, &score) == INTERPLAY_USAGE);
    CHECK(strstr(interplay_error_text(), "colour") != NULL);
    CHECK(interplay_score(session, word, 1, &score) == INTERPLAY_BAD_DATA);
    CHECK(strstr(interplay_error_text(), "late") != NULL);
    CHECK(score == before);
  }
  interplay_session_free(session);
  return 0;
}

static int lists(const interplay_model* model) {
  interplay_list *list = NULL, *rest = NULL;
  size_t i;
  CHECK(interplay_recommend(model, "u1", 5, NULL, 0, &list) == INTERPLAY_OK);
  CHECK(interplay_list_size(list) == 5);
  for (i = 1; i < 5; ++i) CHECK(interplay_list_score(list, i) <= interplay_list_score(list, i - 1));
  CHECK(interplay_list_item(list, 5) == NULL && interplay_list_title(list, 0) != NULL);
  {
    const char* best = interplay_list_item(list, 0);
    CHECK(interplay_recommend(model, "u1", 4, &best, 1, &rest) == INTERPLAY_OK);
    CHECK(interplay_list_size(rest) == 4);
    for (i = 0; i < 4; ++i) CHECK(strcmp(interplay_list_item(rest, i), interplay_list_item(list, i + 1)) == 0);
    interplay_list_free(rest);
    rest = NULL;
    CHECK(interplay_similar(model, best, 3, &rest) == INTERPLAY_OK);
    CHECK(interplay_list_size(rest) == 3 && strcmp(interplay_list_item(rest, 0), best) != 0);
    CHECK(interplay_list_score(rest, 0) <= 1.0001f);
  }
  interplay_list_free(rest);
  interplay_list_free(list);

  list = NULL;
  CHECK(interplay_recommend(model, "nobody", 5, NULL, 0, &list) == INTERPLAY_NOT_FOUND);
  CHECK(strstr(interplay_error_text(), "nobody") != NULL);
  CHECK(interplay_similar(model, "no item", 5, &list) == INTERPLAY_NOT_FOUND);
  CHECK(list == NULL);
  return 0;
}

int main(int count, char** arguments) {
  interplay_model* model = NULL;
  CHECK(count == 3);
  CHECK(strcmp(interplay_version(), INTERPLAY_VERSION) == 0);
  CHECK(strcmp(interplay_error_text(), "") == 0);
  CHECK(interplay_model_load("no such file", &model) == INTERPLAY_NOT_FOUND);
  CHECK(strstr(interplay_error_text(), "no such file") != NULL);
  CHECK(interplay_model_load(arguments[2], &model) == INTERPLAY_BAD_MODEL);
  CHECK(model == NULL);
  CHECK(interplay_model_load(arguments[1], &model) == INTERPLAY_OK);
  if (scores(model, arguments[2]) != 0 || lists(model) != 0) return 1;
  interplay_model_free(model);
  interplay_model_free(NULL);
  interplay_session_free(NULL);
  interplay_list_free(NULL);
  puts("scored from C");
  return 0;
}
