// A model behind HTTP, from Python.
#include "interplay/serve.h"

#include "bindings.h"

namespace interplay::python {

void bind_server(nb::module_& module) {
  nb::class_<Server>(module, "Server")
      .def("__init__",
           [](Server* self, const std::string& path, const std::string& name, const std::string& host,
              std::int64_t port) {
             ServeOptions options;
             options.host = host;
             options.port = port;
             options.watch = false;  // the file is the server's own
             check_options(options);
             const nb::gil_scoped_release unlocked;
             new (self) Server({ServedModel{.path = path, .name = name}}, options);
           })
      .def("start", &Server::start, nb::call_guard<nb::gil_scoped_release>())
      .def("stop", &Server::stop, nb::call_guard<nb::gil_scoped_release>())
      .def_prop_ro("port", &Server::port);
}

}  // namespace interplay::python
