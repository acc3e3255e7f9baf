// The lines above the header or the rows: comments, and the line by which Excel names the delimiter.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "read/parse/records.h"
#include "read/text.h"

namespace interplay {

struct HeadLines {
  std::size_t end = 0;                // where the other lines begin
  std::string delimiter;              // that a line "sep=;" names; empty without such a line
  std::vector<std::size_t> comments;  // where the lines begin that start with '#' or '%'
};

// Finds the first lines that are no data by how they start. A file of such lines alone has no head.
HeadLines read_head(const Text& text);

// Comments may be cells after all: whether these are a header, or rows, of lines with so many cells.
struct CommentReading {
  std::size_t end = 0;               // where the header or the rows begin: after the comments, if that is what they are
  std::optional<std::size_t> names;  // where the names begin, in the last comment
};
CommentReading read_comments(const Text& text, const HeadLines& head, const TextFormat& format, std::size_t cells);

}  // namespace interplay
