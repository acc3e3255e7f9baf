#include "objective/loss.h"

#include "objective/named.h"

namespace interplay {

const Loss& loss_named(std::string_view name) {
  return item_named("loss", name, loss_table(), [](const Loss& loss) { return loss.name(); });
}

}  // namespace interplay
