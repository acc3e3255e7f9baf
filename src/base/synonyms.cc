#include "interplay/synonyms.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "interplay/options.h"

namespace interplay {
namespace {

struct Synonyms {
  std::string_view option;
  std::vector<std::string_view> words;  // in small letters, without dashes and underscores
};

// Names from libFM, libFFM, LIBMF, xLearn, fastFM, myFM, Surprise, LightFM, implicit, Spark, Keras, DeepCTR, PyTorch,
// scikit-learn, XGBoost and LightGBM. A word may stand in several lines: the first option that the verb has is meant.
const std::vector<Synonyms>& table() {
  // clang-format off
  static const std::vector<Synonyms> all = {
      {"rank", {"factors", "k", "dim", "dims", "dimension", "dimensions", "nfactors", "numfactors", "latentfactors",
                "nlatentfactors", "numlatentfactors", "latentdim", "latentsize", "embeddingdim", "embeddingsize",
                "embeddings", "embdim", "embsize", "embedsize", "embeddim", "ncomponents", "nocomponents",
                "components", "vectorsize", "factornum", "ndim", "numdim"}},
      {"learning_rate", {"lr", "eta", "lrall", "lrate", "learnrate", "stepsize", "eta0", "initialstepsize",
                         "learningrateinit", "initiallearningrate"}},
      {"l2", {"reg", "lambda", "lambd", "regularization", "regularizer", "regular", "regall", "regparam", "l2reg",
              "reglambda", "lambdal2", "lambdareg", "l2regularization", "weightdecay", "wd", "penalty"}},
      {"l2_linear", {"l2regw", "regw", "l2reglinear", "regbias", "regbu", "regbi", "lambdaw"}},
      {"l2_factors", {"l2regv", "regv", "l2regembedding", "embreg", "regpu", "regqi", "lambdav"}},
      {"l2_kernel", {"l2regdnn"}},
      {"epochs", {"epoch", "iter", "iters", "niter", "niters", "numiter", "numiters", "maxiter", "maxiterations",
                  "numiterations", "niterations", "nepochs", "nepoch", "numepochs", "nbepoch", "nbepochs", "maxepochs",
                  "passes", "sweeps"}},
      {"trials", {"ntrials", "numtrials", "niter", "maxtrials"}},
      {"batch", {"bs", "batchsize", "minibatch", "minibatchsize", "batches"}},
      {"solver", {"method", "learner"}},
      {"optimizer", {"opt", "optim", "optimiser"}},
      {"model", {"algo", "algorithm", "estimator", "modeltype"}},
      {"models", {"algos", "algorithms", "model"}},
      {"target_kind", {"task", "objective", "problem", "tasktype"}},
      {"init", {"initstdev", "initstd", "initstddev", "stdev", "stdinit", "initscale", "sigma", "sigma0"}},
      {"initializer", {"kernelinitializer", "embeddingsinitializer", "initmethod"}},
      {"hidden", {"hiddenunits", "hiddenlayers", "hiddensize", "hiddensizes", "hiddenlayersizes", "dnnhiddenunits",
                  "layers", "mlplayers", "mlphiddensize", "deeplayers"}},
      {"activation", {"dnnactivation", "nonlinearity"}},
      {"dropout", {"droprate", "dropoutrate", "dropoutprob", "dnndropout"}},
      {"batch_norm", {"bn", "usebn", "dnnusebn", "batchnormalization", "usebatchnorm"}},
      {"clip_norm", {"gradclip", "clipgrad", "clipgradnorm", "maxgradnorm"}},
      {"burn_in", {"warmup", "nburn", "nburnin"}},
      {"draws", {"samples", "nsamples", "numsamples", "nkeptsamples"}},
      {"chains", {"nchains", "numchains"}},
      {"patience", {"earlystop", "earlystopping", "earlystoppingrounds", "stoppingstep", "stopwindow", "sw"}},
      {"monitor", {"evalmetric", "validmetric", "earlystoppingmetric"}},
      {"metrics", {"k", "topk", "cutoff", "metric", "evalmetric", "evalmetrics", "measures", "measure"}},
      {"seed", {"randomstate", "randomseed", "rngseed"}},
      {"threads", {"njobs", "nthread", "nthreads", "numthreads", "numworkers", "workers", "cores", "jobs", "nrthreads"}},
      {"ensemble", {"bagging", "nmodels", "runs"}},
      {"checkpoint", {"ckpt", "checkpointpath", "checkpointdir"}},
      {"resume", {"continue", "restart"}},
      {"warm", {"warmstart", "initmodel", "pretrained"}},
      {"test", {"testsize", "testsplit", "testratio", "testfraction", "holdout"}},
      {"valid", {"val", "valsize", "valsplit", "valratio", "validsize", "validsplit", "validationsplit",
                 "validationsize", "validationfraction", "dev"}},
      {"test_file", {"testset", "testdata", "testpath"}},
      {"valid_file", {"valset", "validset", "validationset", "valdata", "validdata", "valfile", "validationfile",
                      "evalset"}},
      {"folds", {"cv", "kfold", "kfolds", "nfolds", "nsplits", "numfolds"}},
      {"user", {"userid", "usercol", "usercolumn", "useridfield"}},
      {"item", {"itemid", "itemcol", "itemcolumn", "itemidfield"}},
      {"target", {"label", "labels", "labelcol", "labelcolumn", "rating", "ratings", "ratingcol", "ratingfield", "y"}},
      {"weight", {"sampleweight", "weights", "weightcol"}},
      {"time", {"timestamp", "timecol", "timefield", "date"}},
      {"fields", {"features", "columns", "cols", "usecols", "featurecols", "featurecolumns", "featurescol"}},
      {"join", {"relation", "userfeatures", "itemfeatures", "merge"}},
      {"multi", {"multivalued", "varlen", "sequence"}},
      {"categorical", {"cat", "catcols", "catfeatures", "categoricalfeature", "categoricalfeatures", "sparsefeatures",
                       "sparse"}},
      {"numeric", {"dense", "densefeatures", "numericcols", "numerical", "continuous"}},
      {"numeric_scale", {"scaling", "scale", "standardize", "normalization", "normalize", "scaler"}},
      {"delimiter", {"sep", "separator", "delim"}},
      {"skip_bad_lines", {"onbadlines", "errorbadlines", "ignoreerrors"}},
      {"out", {"output", "save", "savemodel", "modelout", "modelfile", "modelpath", "savepath", "outfile", "outpath"}},
      {"count", {"top", "topk", "topn", "k", "n"}},
      {"seen", {"filteralready", "exclude", "filterseen", "filteralreadylikeditems"}},
      {"quiet", {"silent", "verbosity"}},
      // Values of the option model.
      {"biased_mf", {"svd", "funksvd", "matrixfactorization", "biasmf"}},
      {"mf", {"pmf", "plainmf"}},
      {"fm", {"libfm", "factorizationmachine", "factorizationmachines", "fmregression", "fmclassification", "svd++", "svdpp",
              "lightfm", "ffm"}},
      {"ials", {"als", "wals", "wrmf", "implicit", "alternatingleastsquares"}},
      {"item_knn", {"knn", "itemcf", "itemitem", "knnbasic", "knnbaseline", "cosinerecommender"}},
      {"popularity", {"pop", "mostpopular", "toppop", "popular"}},
      {"linear", {"lr", "linearregression", "ridge", "baselineonly", "baseline"}},
      {"logistic", {"logisticregression", "logreg"}},
      {"wide_deep", {"widedeep", "wideanddeep", "wide&deep", "wdl", "wnd"}},
      {"concat_mf", {"ncf", "neumf", "neuralcf"}},
      {"deepfm", {"xdeepfm", "nfm", "afm", "dcn", "mlp", "dnn"}},
  };
  // clang-format on
  return all;
}

std::string letters_of(std::string_view word) {
  std::string letters;
  for (const char c : word)
    if (c != '-' && c != '_') letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return letters;
}

}  // namespace

std::string meant_option(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string wanted = letters_of(word);
  const auto find = [&](std::string_view option) {
    return std::ranges::find(candidates, letters_of(option), letters_of);
  };
  if (const auto same = find(wanted); same != candidates.end()) return std::string(*same);
  for (const Synonyms& synonyms : table()) {
    if (std::ranges::find(synonyms.words, wanted) == synonyms.words.end()) continue;
    if (const auto found = find(synonyms.option); found != candidates.end()) return std::string(*found);
  }
  return nearest(word, candidates);
}

}  // namespace interplay
