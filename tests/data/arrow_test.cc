#include "interplay/arrow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "interplay/error.h"

namespace interplay {
namespace {

using ::testing::ElementsAre;

// A made array with buffers that it owns. Its release counts down, so that leaks show.
int alive = 0;

struct Made {
  std::vector<std::vector<std::uint8_t>> memory;
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  ArrowArray dictionary{};
};

void release(ArrowArray* array) {
  auto* made = static_cast<Made*>(array->private_data);
  for (ArrowArray& child : made->children)
    if (child.release != nullptr) child.release(&child);
  if (made->dictionary.release != nullptr) made->dictionary.release(&made->dictionary);
  delete made;
  array->release = nullptr;
  --alive;
}

template <class T>
std::vector<std::uint8_t> bytes(std::vector<T> values) {
  std::vector<std::uint8_t> result(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(result.data(), values.data(), result.size());
  return result;
}

ArrowArray make(std::int64_t length, std::vector<std::vector<std::uint8_t>> memory,
                std::vector<ArrowArray> children = {}, std::int64_t nulls = 0, std::int64_t offset = 0) {
  auto* made = new Made;
  made->memory = std::move(memory);
  for (const auto& each : made->memory) made->buffers.push_back(each.empty() ? nullptr : each.data());
  made->children = std::move(children);
  for (ArrowArray& child : made->children) made->pointers.push_back(&child);
  ++alive;
  return {length,
          nulls,
          offset,
          static_cast<std::int64_t>(made->buffers.size()),
          static_cast<std::int64_t>(made->pointers.size()),
          made->buffers.data(),
          made->pointers.data(),
          nullptr,
          release,
          made};
}

ArrowArray with_dictionary(ArrowArray array, ArrowArray dictionary) {
  auto* made = static_cast<Made*>(array.private_data);
  made->dictionary = dictionary;
  array.dictionary = &made->dictionary;
  return array;
}

struct SentColumn {
  const char* format;
  const char* name;
  const char* inner = nullptr;  // of lists and dictionaries
};

// A stream of batches over columns.
struct Stream {
  std::vector<ArrowSchema> fields, inners;
  std::vector<ArrowSchema*> pointers, inner_pointers;
  ArrowSchema schema{};
  std::vector<ArrowArray> batches;
  std::size_t next = 0;
  ArrowArrayStream stream{};

  Stream(const std::vector<SentColumn>& columns, std::vector<ArrowArray> given) : batches(std::move(given)) {
    const auto nothing = [](ArrowSchema* each) { each->release = nullptr; };
    fields.resize(columns.size());
    inners.resize(columns.size());
    inner_pointers.resize(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      fields[i] = {columns[i].format, columns[i].name, nullptr, 0, 0, nullptr, nullptr, nothing, nullptr};
      if (columns[i].inner != nullptr) {
        inners[i] = {columns[i].inner, "item", nullptr, 0, 0, nullptr, nullptr, nothing, nullptr};
        inner_pointers[i] = &inners[i];
        if (columns[i].format[0] == '+') {
          fields[i].n_children = 1;
          fields[i].children = &inner_pointers[i];
        } else {
          fields[i].dictionary = &inners[i];
        }
      }
      pointers.push_back(&fields[i]);
    }
    schema = {"+s",    "",      nullptr, 0, static_cast<std::int64_t>(fields.size()), pointers.data(),
              nullptr, nothing, nullptr};
    stream.private_data = this;
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      *out = static_cast<Stream*>(self->private_data)->schema;
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto& own = *static_cast<Stream*>(self->private_data);
      *out = own.next < own.batches.size() ? own.batches[own.next++] : ArrowArray{};
      return 0;
    };
    stream.get_last_error = [](ArrowArrayStream*) -> const char* { return "broken"; };
    stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  }
};

ArrowArray batch(std::int64_t rows, std::vector<ArrowArray> columns) { return make(rows, {{}}, std::move(columns)); }

template <class T>
std::vector<T> values(const ArrowColumn& column) {
  const auto& span = std::get<SharedSpan<T>>(std::get<Numbers>(column.values).values);
  return {span.begin(), span.end()};
}

std::vector<std::string> texts(const Ids& ids) {
  const auto& span = std::get<SharedSpan<std::string_view>>(ids.values);
  return {span.begin(), span.end()};
}

class ReadArrow : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(alive, 0) << "arrays were not released"; }
};

TEST_F(ReadArrow, NumbersOfOneBatchStayInPlace) {
  ArrowArray numbers = make(3, {{}, bytes<double>({1, 2, 3})});
  const void* memory = numbers.buffers[1];
  Stream stream({{"g", "rating"}}, {batch(3, {numbers})});
  const auto columns = read_arrow(&stream.stream);
  EXPECT_EQ(stream.stream.release, nullptr);
  ASSERT_EQ(columns.size(), 1u);
  EXPECT_EQ(columns[0].name, "rating");
  EXPECT_FALSE(columns[0].whole);
  EXPECT_EQ(std::get<SharedSpan<double>>(std::get<Numbers>(columns[0].values).values).data(), memory);
  EXPECT_THAT(values<double>(columns[0]), ElementsAre(1, 2, 3));
}

TEST_F(ReadArrow, BatchesAreJoinedAndNullsAreMissing) {
  Stream stream({{"i", "age"}}, {batch(2, {make(2, {{}, bytes<std::int32_t>({7, 8})})}),
                                 batch(2, {make(2, {{0b01}, bytes<std::int32_t>({9, 0})}, {}, 1)})});
  const auto columns = read_arrow(&stream.stream);
  const auto found = values<double>(columns[0]);
  EXPECT_TRUE(columns[0].whole);
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[2], 9);
  EXPECT_TRUE(std::isnan(found[3]));
}

TEST_F(ReadArrow, SlicesBeginAtTheirOffset) {
  Stream stream({{"l", "user"}}, {batch(2, {make(2, {{}, bytes<std::int64_t>({5, 6, 7})}, {}, 0, 1)})});
  EXPECT_THAT(values<std::int64_t>(read_arrow(&stream.stream)[0]), ElementsAre(6, 7));
}

TEST_F(ReadArrow, TextsInAllThreeLayouts) {
  const std::string body = "abcd";
  const std::vector<std::uint8_t> text(body.begin(), body.end());
  std::vector<std::uint8_t> views(32, 0);
  const std::int32_t short_length = 2, long_length = 14, zero = 0;
  std::memcpy(views.data(), &short_length, 4);
  std::memcpy(views.data() + 4, "hi", 2);
  std::memcpy(views.data() + 16, &long_length, 4);
  std::memcpy(views.data() + 24, &zero, 4);
  std::memcpy(views.data() + 28, &zero, 4);
  const std::string far = "a longer text.";
  Stream stream({{"u", "a"}, {"U", "b"}, {"vu", "c"}},
                {batch(2, {make(2, {{}, bytes<std::int32_t>({0, 1, 4}), text}),
                           make(2, {{0b10}, bytes<std::int64_t>({0, 0, 4}), text}, {}, 1),
                           make(2, {{}, views, {far.begin(), far.end()}, bytes<std::int64_t>({14})})})});
  const auto columns = read_arrow(&stream.stream);
  EXPECT_THAT(texts(std::get<Ids>(columns[0].values)), ElementsAre("a", "bcd"));
  EXPECT_THAT(texts(std::get<Ids>(columns[1].values)), ElementsAre("", "abcd"));
  EXPECT_THAT(texts(std::get<Ids>(columns[2].values)), ElementsAre("hi", far));
}

TEST_F(ReadArrow, DictionariesOfBatchesAreJoined) {
  const auto words = [](std::string_view text) {
    return make(2, {{}, bytes<std::int32_t>({0, 1, 2}), {text.begin(), text.end()}});
  };
  Stream stream({{"c", "genre", "u"}},
                {batch(2, {with_dictionary(make(2, {{}, bytes<std::int8_t>({0, 1})}), words("ab"))}),
                 batch(2, {with_dictionary(make(2, {{0b10}, bytes<std::int8_t>({0, 1})}, {}, 1), words("bc"))})});
  const auto columns = read_arrow(&stream.stream);
  DatasetBuilder builder;
  builder.add("genre", columns[0].values);
  const Dataset data = builder.build();
  const auto& codes = std::get<CategoricalColumn>(data.columns[0]).codes;
  const Vocabulary& vocabulary = data.schema.fields[0].vocabulary;
  EXPECT_EQ(vocabulary.size(), 3u);
  EXPECT_EQ(vocabulary.id(codes[0]), "a");
  EXPECT_EQ(vocabulary.id(codes[1]), "b");
  EXPECT_EQ(codes[2], 0u);
  EXPECT_EQ(vocabulary.id(codes[3]), "c");
}

TEST_F(ReadArrow, ListsAreBagsWithAndWithoutGaps) {
  const auto entries = [] { return make(4, {{}, bytes<std::int64_t>({10, 20, 30, 40})}); };
  Stream stream({{"+l", "seen", "l"}},
                {batch(3, {make(3, {{0b101}, bytes<std::int32_t>({0, 1, 3, 4})}, {entries()}, 1)})});
  const auto columns = read_arrow(&stream.stream);
  const auto& bags = std::get<Bags>(columns[0].values);
  EXPECT_THAT(std::vector(bags.offsets.begin(), bags.offsets.end()), ElementsAre(0, 1, 1, 2));
  const auto& ids = std::get<SharedSpan<std::int64_t>>(std::get<Ids>(bags.entries).values);
  EXPECT_THAT(std::vector(ids.begin(), ids.end()), ElementsAre(10, 40));
}

TEST_F(ReadArrow, TimesAreSeconds) {
  Stream stream({{"tdD", "day"}, {"tsm:UTC", "moment"}},
                {batch(1, {make(1, {{}, bytes<std::int32_t>({2})}), make(1, {{}, bytes<std::int64_t>({1500})})})});
  const auto columns = read_arrow(&stream.stream);
  EXPECT_TRUE(columns[0].times);
  EXPECT_THAT(values<double>(columns[0]), ElementsAre(172800));
  EXPECT_THAT(values<double>(columns[1]), ElementsAre(1.5));
}

TEST_F(ReadArrow, RefusesWhatIsNoColumnAndPassesErrorsOn) {
  Stream structs({{"+s", "place"}}, {batch(1, {make(1, {{}})})});
  try {
    read_arrow(&structs.stream);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::unsupported);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("'place' is of the Arrow type 'struct'"));
  }
  Stream broken({{"g", "x"}}, {});
  broken.stream.get_next = [](ArrowArrayStream*, ArrowArray*) { return 5; };
  EXPECT_THROW(read_arrow(&broken.stream), Error);
  Stream outside({{"c", "genre", "u"}},
                 {batch(1, {with_dictionary(make(1, {{}, bytes<std::int8_t>({3})}),
                                            make(1, {{}, bytes<std::int32_t>({0, 1}), {'a'}}))})});
  EXPECT_THROW(read_arrow(&outside.stream), Error);
}

}  // namespace
}  // namespace interplay
