#include "objective/link.h"

#include <algorithm>

#include "objective/named.h"

namespace interplay {

Link::Link() : Link(link_named("identity")) {}

Link link_named(std::string_view name, LinkEnds ends) {
  return Link(item_named("link", name, link_table(), [](const LinkDefinition& link) { return link.name; }), ends);
}

double part_between(LinkEnds ends, float target) {
  return std::clamp((static_cast<double>(target) - ends.low) / (static_cast<double>(ends.high) - ends.low), 1e-3,
                    0.999);
}

}  // namespace interplay
