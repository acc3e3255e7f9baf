// The extension module interplay._core: thin bindings of the public interface.
#include "bindings.h"

NB_MODULE(_core, module) {
  using namespace interplay::python;
  module.attr("version") = std::string(interplay::library_version());
  bind_errors(module);
  bind_options(module);
  bind_columns(module);
  bind_data(module);
  bind_model(module);
  bind_processes(module);
  bind_training(module);
  bind_lists(module);
  bind_pictures(module);
  bind_server(module);
}
